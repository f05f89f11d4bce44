import { createTheme, type MantineColorsTuple } from "@mantine/core";
import i18next from "i18next";

/** Cool greys of our own: 0 text, 2 dim text, 4 border, 6 raised surface, 7 page. */
const dark: MantineColorsTuple = [
  "#dce1e7",
  "#b9c1cb",
  "#8e98a4",
  "#6a7480",
  "#333b45",
  "#29303a",
  "#1c2128",
  "#14181d",
  "#0f1216",
  "#0a0c0f",
];

const CONTROL = "var(--control-height)";
interface Sized {
  size?: unknown;
}
const isPlain = (size: unknown) => size === undefined || size === "sm";

/** Asked at each rendering, so that the name is in the language of the moment. */
const closeButtonProps = {
  get "aria-label"() {
    return i18next.t("close");
  },
};

export const theme = createTheme({
  primaryColor: "blue",
  // White on blue 6 is too faint for small letters.
  primaryShade: 8,
  autoContrast: true,
  colors: { dark },
  defaultRadius: "md",
  radius: { xs: "2px", sm: "4px", md: "6px", lg: "8px", xl: "16px" },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "13px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.35", sm: "1.45", md: "1.45", lg: "1.5", xl: "1.4" },
  spacing: { xs: "4px", sm: "8px", md: "16px", lg: "24px", xl: "32px" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "28px" },
      h2: { fontSize: "16px", lineHeight: "24px" },
      h3: { fontSize: "13px", lineHeight: "20px" },
    },
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  focusRing: "auto",
  // Plain objects: `Table.extend()` would bring the component itself into the first script that every visitor loads.
  components: {
    Button: {
      defaultProps: { size: "sm" },
      vars: (_: unknown, { size }: Sized) => ({
        root: isPlain(size) ? { "--button-height": CONTROL, "--button-padding-x": "12px", "--button-fz": "13px" } : {},
      }),
      styles: { root: { fontWeight: 500 } },
    },
    ActionIcon: {
      defaultProps: { variant: "subtle", color: "gray" },
      vars: (_: unknown, { size }: Sized) => ({ root: size === undefined ? { "--ai-size": CONTROL } : {} }),
    },
    Input: {
      vars: (_: unknown, { size }: Sized) => ({
        wrapper: isPlain(size) ? { "--input-height": CONTROL, "--input-fz": "var(--control-font)" } : {},
      }),
    },
    Card: { defaultProps: { withBorder: true, shadow: undefined, padding: "md" } },
    Badge: {
      defaultProps: { variant: "light", radius: "sm" },
      styles: { root: { textTransform: "none", fontWeight: 500 } },
    },
    Tooltip: {
      defaultProps: {
        openDelay: 350,
        transitionProps: { duration: 100 },
        withinPortal: true,
        events: { hover: true, focus: true, touch: false },
      },
    },
    // The placeholder would be one more element inside `role="menu"`, which holds nothing but items.
    Menu: {
      defaultProps: { shadow: "md", transitionProps: { duration: 100 }, withInitialFocusPlaceholder: false },
    },
    // The icon and the ground have the colour; words in it would be too pale to read.
    Alert: { styles: { title: { color: "var(--mantine-color-text)" } } },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 100 } } },
    Modal: {
      defaultProps: {
        closeButtonProps,
        transitionProps: { duration: 120 },
        centered: true,
        radius: "lg",
        padding: "md",
        overlayProps: { backgroundOpacity: 0.45 },
      },
    },
    Drawer: {
      defaultProps: {
        closeButtonProps,
        transitionProps: { duration: 120 },
        padding: "md",
        overlayProps: { backgroundOpacity: 0.3 },
      },
    },
    Notification: { defaultProps: { closeButtonProps } },
    Table: { defaultProps: { verticalSpacing: "var(--row-padding)", horizontalSpacing: "sm" } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});
