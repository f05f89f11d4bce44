import { Skeleton } from "@mantine/core";
import { IconEyeOff, IconPhotoOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { deviceFileQuery } from "../data/deviceFile";
import { embeddingQuery, embedProblem } from "../data/embedding";
import { PublicPlaceContext } from "../public/publicPlace";
import { ExampleDrawing } from "./pictures";

interface MediaSourceProps {
  from: "file" | "url";
  file: number | null;
  url: string;
  /** How often a file is looked at again; 0 is never. */
  every_s: number;
  children: (src: string) => ReactNode;
}

/** Where a picture or film comes from: a device's file, or an address that the administrator allows. Else it says why not. */
export function MediaSource({ from, file, url, every_s, children }: MediaSourceProps) {
  const { t } = useTranslation("dashboards");
  const drawing = useContext(ExampleDrawing);
  const isPublic = useContext(PublicPlaceContext) !== null;
  if (drawing !== null) return children(drawing);
  if (from === "url") return <FromUrl url={url}>{children}</FromUrl>;
  // Devices' files are for people of the organization; what the dashboard itself keeps comes through.
  if (isPublic) return <EmptyState isSmall icon={IconEyeOff} text={t("public.notShown")} />;
  if (file === null) return <EmptyState isSmall icon={IconPhotoOff} text={t("media.noFile")} />;
  return (
    <FromFile file={file} every_s={every_s}>
      {children}
    </FromFile>
  );
}

function FromUrl({ url, children }: Pick<MediaSourceProps, "url" | "children">) {
  const { t } = useTranslation("dashboards");
  const { data, error, refetch } = useQuery(embeddingQuery);
  if (error && !data) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height="100%" radius="sm" />;
  const problem = embedProblem(url, data.hosts);
  if (problem) return <EmptyState isSmall icon={IconPhotoOff} text={embedWords(t, problem, url)} />;
  return children(url.trim());
}

function FromFile({ file, every_s, children }: { file: number } & Pick<MediaSourceProps, "every_s" | "children">) {
  const { t } = useTranslation("dashboards");
  const { data, error, refetch } = useQuery(deviceFileQuery(file, every_s));
  if (error && !data) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height="100%" radius="sm" />;
  if (data.url === null) {
    return (
      <EmptyState isSmall icon={IconPhotoOff} text={t(`media.${data.problem ?? "noMedia"}`, { name: data.name })} />
    );
  }
  return children(data.url);
}

/** What is the matter with an address, and who can change it. */
export function embedWords(
  t: (key: string, values: Record<string, string>) => string,
  problem: NonNullable<ReturnType<typeof embedProblem>>,
  url: string,
): string {
  if (problem !== "host") return t(`link.problem.${problem}`, { url });
  return t("media.host", { origin: new URL(url.trim()).origin });
}
