import classes from './tabs.module.css';

interface Props<Id extends string> {
  label: string;
  tabs: readonly { id: Id; label: string; count?: number }[];
  current: Id;
  onChange(id: Id): void;
}

/** Views of one thing. They are told apart in the address, so they are buttons of a navigation, not ARIA tabs. */
export function Tabs<Id extends string>({ label, tabs, current, onChange }: Props<Id>) {
  return (
    <nav aria-label={label} className={classes.tabs}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          className={classes.tab}
          aria-current={tab.id === current ? 'page' : undefined}
          onClick={() => onChange(tab.id)}
        >
          {tab.label}
          {tab.count === undefined ? null : <span className={classes.count}>{tab.count}</span>}
        </button>
      ))}
    </nav>
  );
}
