import { useContext } from "react";
import { useTranslation } from "react-i18next";
import Markdown, { type Components } from "react-markdown";
import { Link } from "react-router";
import remarkGfm from "remark-gfm";
import { urlProblem } from "../document/link";
import { PublicPlaceContext } from "../public/publicPlace";
import classes from "./RenderedMarkdown.module.css";

const COMPONENTS: Components = {
  a: ({ href = "", children }) => <SafeLink href={href}>{children}</SafeLink>,
  img: ({ src = "", alt = "" }) => <SafeImage src={String(src)} alt={alt} />,
};

/** Markdown without a way for script: raw HTML stays text, links leave by https or stay within, pictures are our own. */
export function RenderedMarkdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown} dir="auto">
      {/* Addresses are judged by the components above, which say in words what they refuse. */}
      <Markdown remarkPlugins={[remarkGfm]} components={COMPONENTS} urlTransform={(url) => url}>
        {text}
      </Markdown>
    </div>
  );
}

function isWithin(address: string): boolean {
  return /^\/(?![/\\])/.test(address);
}

function SafeLink({ href, children }: { href: string; children?: React.ReactNode }) {
  const { t } = useTranslation("dashboards");
  const isPublic = useContext(PublicPlaceContext) !== null;
  // Who looks from outside would only be asked to log in.
  if (isWithin(href)) return isPublic ? children : <Link to={href}>{children}</Link>;
  if (urlProblem(href) === null) {
    return (
      <a href={href} target="_blank" rel="noreferrer noopener">
        {children}
      </a>
    );
  }
  return <span title={t("link.refused", { url: href })}>{children}</span>;
}

function SafeImage({ src, alt }: { src: string; alt: string }) {
  const { t } = useTranslation("dashboards");
  const isOurs = isWithin(src) || /^data:image\/(png|jpeg|gif|webp);/.test(src);
  if (isOurs) return <img src={src} alt={alt} loading="lazy" />;
  return <em>{t("markdown.foreignImage", { alt: alt || src.slice(0, 80) })}</em>;
}
