interface AuditPage {
  /** Its words are `shell.auditPages.<id>`, which the command palette shows too. */
  id: string;
  href: string;
}

/** The pages of the audit, in the order of their navigation. */
export const AUDIT_PAGES = [
  { id: 'placements', href: '/audit/' },
  { id: 'matrix', href: '/audit/matrix/' },
  { id: 'changes', href: '/audit/changes/' },
  { id: 'bases', href: '/audit/bases/' },
  { id: 'layers', href: '/audit/layers/' },
  { id: 'drift', href: '/audit/drift/' },
  { id: 'tags', href: '/audit/tags/' },
  { id: 'packages', href: '/audit/packages/' },
  { id: 'actions', href: '/audit/actions/' },
] as const satisfies readonly AuditPage[];

export type AuditPageId = (typeof AUDIT_PAGES)[number]['id'];
