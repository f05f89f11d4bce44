import "react";

declare module "react" {
  /** Custom properties in `style`, which CSS modules pick up. */
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
