import type { ReactNode } from 'react';
import { Shell } from '../../features/shell/shell';

export default function DashboardLayout({ children }: { children: ReactNode }) {
  return <Shell>{children}</Shell>;
}
