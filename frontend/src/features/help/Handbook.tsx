import { isValidElement, type ReactNode } from "react";
import Markdown, { type Components } from "react-markdown";
import { Link } from "react-router";
import remarkGfm from "remark-gfm";
import { anchorOf, docLink } from "./docLink";
import classes from "./HelpPage.module.css";

function textOf(node: ReactNode): string {
  if (typeof node === "string" || typeof node === "number") return String(node);
  if (Array.isArray(node)) return node.map(textOf).join("");
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : "";
}

function componentsFor(slug: string): Components {
  return {
    a: ({ href = "", children }) => {
      const { to, isPage } = docLink(href, slug);
      return isPage ? <Link to={to}>{children}</Link> : <a href={to}>{children}</a>;
    },
    img: ({ src = "", alt = "" }) => <img src={`/docs/${src}`} alt={alt} loading="lazy" />,
    h2: ({ children }) => <h2 id={anchorOf(textOf(children))}>{children}</h2>,
    h3: ({ children }) => <h3 id={anchorOf(textOf(children))}>{children}</h3>,
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, as above.
    pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
    table: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll, and not everybody has a mouse.
      <div className={classes.scroll} tabIndex={0}>
        <table>{children}</table>
      </div>
    ),
  };
}

/** One page of the handbook. Raw HTML in it stays text. */
export function Handbook({ slug, markdown }: { slug: string; markdown: string }) {
  return (
    // It is written in English, whatever language the pages around it have.
    <article className={classes.article} lang="en">
      <Markdown remarkPlugins={[remarkGfm]} components={componentsFor(slug)}>
        {markdown}
      </Markdown>
    </article>
  );
}
