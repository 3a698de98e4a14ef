import { Mark } from '../../lib/ui/mark';
import classes from './splash.module.css';

/** What the plain files show before the first words are there. */
export function Splash() {
  return (
    <div className={classes.splash} role="status" aria-label="Roadstead">
      <Mark size={36} />
    </div>
  );
}

/** The words themselves could not be fetched, so these stand here in every language. */
export function LoadFailure() {
  return (
    <div className={classes.splash} role="alert">
      <div className={classes.failure}>
        <Mark size={36} />
        <p>The page could not be loaded completely.</p>
        <p lang="zh-CN">页面未能完整加载。</p>
        <button type="button" onClick={() => window.location.reload()}>
          Reload · 重新加载
        </button>
      </div>
    </div>
  );
}
