import { Button, NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { changeSetting } from "../../commands/changeSettings";
import { renamePage, setPageKind, setPageSize } from "../../commands/pages";
import { copyFromDesktop, followDesktop, showOnly } from "../../commands/phone";
import { FREE_SIZE, FREE_SIZES } from "../../document/dashboardDocument";
import { BACKGROUNDS, DENSITIES, REFRESH_S } from "../../document/dashboardSettings";
import { hiddenOn } from "../../document/layout";
import { useEditorState } from "../../editor/EditorContext";
import { widgetKind } from "../../widgets/registry";
import type { Designer } from "../useDesigner";
import { BackgroundPicture } from "./BackgroundPicture";
import classes from "./PagePanel.module.css";

/** What holds for the open page and for the dashboard as a whole: the column on the right while nothing is selected. */
export function PagePanel({ designer }: { designer: Designer }) {
  return (
    <div className={classes.panel} data-testid="page-panel">
      {designer.place().layout === "mobile" && <PhoneSection designer={designer} />}
      <PageSection designer={designer} />
      <DashboardSection />
    </div>
  );
}

function PageSection({ designer }: { designer: Designer }) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const { pageId } = designer.place();
  const page = useEditorState((state) => state.document.pages.find(({ id }) => id === pageId));
  if (!page) return null;
  const size = page.size ?? FREE_SIZE;
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t("settings.page")}</h3>
      <TextInput
        label={t("page.title")}
        maxLength={100}
        value={page.title}
        onChange={(event) => run(renamePage(pageId, event.currentTarget.value))}
      />
      <div>
        <span className={classes.label} id="page-kind">
          {t("settings.kind")}
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby="page-kind"
          value={page.kind ?? "grid"}
          onChange={(kind) => designer.done(setPageKind(pageId, kind === "free" ? "free" : "grid"))}
          data={[
            { value: "grid", label: t("settings.grid") },
            { value: "free", label: t("settings.free") },
          ]}
          data-testid="page-kind"
        />
        <p className={classes.help}>{t(page.kind === "free" ? "settings.freeHelp" : "settings.gridHelp")}</p>
      </div>
      {page.kind === "free" && (
        <div className={classes.pair}>
          {(["w", "h"] as const).map((side) => (
            <NumberInput
              key={side}
              label={t(`settings.${side}`)}
              suffix=" px"
              allowDecimal={false}
              min={FREE_SIZES.least}
              max={FREE_SIZES.most}
              clampBehavior="blur"
              value={size[side]}
              onChange={(value) =>
                typeof value === "number" && value >= FREE_SIZES.least && run(setPageSize(pageId, { [side]: value }))
              }
            />
          ))}
        </div>
      )}
    </section>
  );
}

function PhoneSection({ designer }: { designer: Designer }) {
  const { t } = useTranslation("dashboards");
  const { pageId } = designer.place();
  const document = useEditorState((state) => state.document);
  const isOwn = (document.layouts.mobile[pageId] ?? []).length > 0;
  const isPicture = document.pages.find(({ id }) => id === pageId)?.kind === "free" && !isOwn;
  const hidden = hiddenOn(document, "mobile", pageId);
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t("phone.title")}</h3>
      <p className={classes.help}>{t(isPicture ? "phone.picture" : isOwn ? "phone.own" : "phone.follows")}</p>
      <div className={classes.stack}>
        <Button variant="default" onClick={() => designer.done(copyFromDesktop(pageId))} data-testid="phone-copy">
          {t("edit.copyFromDesktop")}
        </Button>
        {isOwn && (
          <Button variant="subtle" color="gray" onClick={() => designer.done(followDesktop(pageId))}>
            {t("phone.follow")}
          </Button>
        )}
      </div>
      {hidden.length > 0 && (
        <>
          <span className={classes.label}>{t("phone.hidden")}</span>
          <ul className={classes.list} data-testid="hidden-on-phone">
            {hidden.map((id) => {
              const widget = document.widgets[id];
              const kind = widgetKind(widget?.type ?? "");
              const name = widget?.title || (kind ? t(`widget.${kind.type}.title`) : id);
              return (
                <li key={id}>
                  <span>{name}</span>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t("phone.show", { name })}
                    onClick={() => designer.done(showOnly(pageId, [id], null))}
                  >
                    {t("phone.showShort")}
                  </Button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}

function DashboardSection() {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const settings = useEditorState((state) => state.document.settings) ?? {};
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t("settings.dashboard")}</h3>
      <div>
        <span className={classes.label} id="dashboard-background">
          {t("settings.background")}
        </span>
        <div className={classes.swatches} role="radiogroup" aria-labelledby="dashboard-background">
          {BACKGROUNDS.map((name) => (
            <label key={name} className={classes.swatch} title={t(`settings.backgrounds.${name}`)}>
              <input
                type="radio"
                name="dashboard-background"
                className="visually-hidden"
                aria-label={t(`settings.backgrounds.${name}`)}
                checked={(settings.background ?? "plain") === name}
                onChange={() => run(changeSetting("background", name === "plain" ? undefined : name))}
              />
              <span data-backdrop={name} />
            </label>
          ))}
        </div>
      </div>
      <BackgroundPicture
        picture={settings.picture ?? null}
        change={(picture) => run(changeSetting("picture", picture ?? undefined))}
      />
      <div>
        <span className={classes.label} id="dashboard-density">
          {t("settings.density")}
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby="dashboard-density"
          value={settings.density ?? "auto"}
          onChange={(value) =>
            run(
              changeSetting(
                "density",
                DENSITIES.find((one) => one === value),
              ),
            )
          }
          data={[
            { value: "auto", label: t("settings.densities.auto") },
            ...DENSITIES.map((value) => ({ value, label: t(`settings.densities.${value}`) })),
          ]}
        />
      </div>
      <div>
        <span className={classes.label} id="dashboard-titles">
          {t("settings.titles")}
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby="dashboard-titles"
          value={settings.hasTitles === false ? "no" : "yes"}
          onChange={(value) => run(changeSetting("hasTitles", value === "no" ? false : undefined))}
          data={[
            { value: "yes", label: t("settings.titlesYes") },
            { value: "no", label: t("settings.titlesNo") },
          ]}
          data-testid="dashboard-titles"
        />
      </div>
      <Select
        label={t("settings.zone")}
        placeholder={t("settings.zoneOwn")}
        searchable
        clearable
        limit={60}
        data={zones}
        value={settings.zone ?? null}
        onChange={(zone) => run(changeSetting("zone", zone ?? undefined))}
      />
      <NumberInput
        label={t("settings.refresh")}
        description={t("settings.refreshHelp")}
        placeholder={t("settings.refreshNone")}
        suffix=" s"
        allowDecimal={false}
        min={REFRESH_S.least}
        max={REFRESH_S.most}
        clampBehavior="blur"
        value={settings.refresh_s ?? ""}
        onChange={(value) => {
          if (value === "") run(changeSetting("refresh_s", undefined));
          else if (typeof value === "number" && value >= REFRESH_S.least) run(changeSetting("refresh_s", value));
        }}
      />
    </section>
  );
}
