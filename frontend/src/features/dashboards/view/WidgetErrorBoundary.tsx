import { Component, type ReactNode } from "react";
import { ErrorState } from "@/shared/ui/ErrorState";

/** A widget that breaks leaves the others alone. */
export class WidgetErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <ErrorState isSmall error={error} retry={() => this.setState({ error: null })} />;
  }
}
