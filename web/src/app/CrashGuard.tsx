// A screen that fails says so, and leaves the rest of the console standing.
import { Component, type ReactNode } from 'react';
import { ErrorNotice } from '../components/states';

export class CrashGuard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <div className="content"><ErrorNotice error={this.state.error} retry={() => this.setState({ error: null })} /></div>;
  }
}
