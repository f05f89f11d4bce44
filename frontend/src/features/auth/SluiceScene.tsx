import { useTranslation } from "react-i18next";
import classes from "./AuthPage.module.css";

const BLOCKS = [
  { x: 24, y: 96, says: "scene_load" },
  { x: 214, y: 58, says: "scene_average" },
  { x: 214, y: 158, says: "scene_scale" },
  { x: 404, y: 108, says: "scene_threshold" },
];
const WIRES = [
  "M164 124 C190 124 188 86 214 86",
  "M164 124 C190 124 188 186 214 186",
  "M354 86 C380 86 378 136 404 136",
];

/** A picture of what waits behind the door: a small flow. */
export function SluiceScene() {
  const { t } = useTranslation("auth");
  return (
    <aside className={classes.scene} aria-hidden="true">
      <div className={classes.brand}>
        <img src={`${import.meta.env.BASE_URL}icon.svg`} width={32} height={32} alt="" />
        <span>Sluice</span>
      </div>
      <svg viewBox="0 0 568 260" className={classes.flow}>
        <title>Sluice</title>
        {WIRES.map((wire) => (
          <path key={wire} d={wire} className={classes.wire} />
        ))}
        {BLOCKS.map((block) => (
          <g key={block.says} transform={`translate(${block.x} ${block.y})`}>
            <rect width={140} height={56} rx={6} className={classes.block} />
            <rect width={3} height={56} rx={1.5} className={classes.blockEdge} />
            <text x={14} y={24} className={classes.blockTitle}>
              {t(block.says)}
            </text>
            <text x={14} y={42} className={classes.blockLine}>
              {t(`${block.says}_line`)}
            </text>
          </g>
        ))}
      </svg>
      <div>
        <p className={classes.claim}>{t("claim")}</p>
        <p className={classes.claimText}>{t("claim_text")}</p>
      </div>
    </aside>
  );
}
