import { useEffect, useState } from 'react';
import classes from './full-text-tip.module.css';

const PAUSE_MS = 350;
/** How far above what is pointed at the cut element can lie. */
const DEPTH = 5;

interface Tip {
  text: string;
  left: number;
  top: number;
}

/**
 * What is cut short with an ellipsis shows its full text to whoever points at it or comes to it with the keyboard. One tip
 * for the whole page: a table's rows are covered by their links, so that no title of a cell within could be pointed at.
 * Those who hear the page hear the full text anyway.
 */
export function FullTextTip() {
  const [tip, setTip] = useState<Tip>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let shown: Element | undefined;
    let isWaiting = false;
    const show = (element: Element | undefined, pause: number) => {
      if (element === shown) return;
      shown = element;
      clearTimeout(timer);
      setTip(undefined);
      isWaiting = element !== undefined;
      if (element === undefined) return;
      timer = setTimeout(() => {
        isWaiting = false;
        setTip(tipOf(element));
      }, pause);
    };
    const onMove = ({ clientX, clientY, pointerType }: PointerEvent) => {
      if (pointerType === 'mouse') show(cutAt(clientX, clientY), PAUSE_MS);
    };
    const onFocus = ({ target }: FocusEvent) => show(cutByFocus(target), PAUSE_MS);
    const hide = () => show(undefined, 0);
    // What gets the focus is scrolled into sight first; a tip still to come is placed after that.
    const onScroll = () => {
      if (!isWaiting) hide();
    };
    document.addEventListener('pointermove', onMove, { passive: true });
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', hide);
    document.addEventListener('keydown', hide);
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointermove', onMove);
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('keydown', hide);
      document.removeEventListener('scroll', onScroll, { capture: true });
    };
  }, []);
  if (tip === undefined) return null;
  return (
    <div aria-hidden="true" className={classes.tip} style={{ left: tip.left, top: tip.top }}>
      {tip.text}
    </div>
  );
}

function isCut(element: Element): boolean {
  return element.scrollWidth > element.clientWidth && getComputedStyle(element).textOverflow === 'ellipsis';
}

/** A native title already says it of what can be pointed at itself. */
function cutAt(x: number, y: number): Element | undefined {
  const [top, ...below] = document.elementsFromPoint(x, y).slice(0, DEPTH);
  if (top === undefined || top.closest('[title]') !== null) return undefined;
  return [top, ...below].find(isCut);
}

function cutByFocus(target: EventTarget | null): Element | undefined {
  if (!(target instanceof Element) || !target.matches(':focus-visible')) return undefined;
  const place = target.closest('[role=cell]') ?? target;
  return [place, ...place.querySelectorAll('*')].find(isCut);
}

function tipOf(element: Element): Tip {
  const box = element.getBoundingClientRect();
  const titled = element.querySelector('[title]:not(time)');
  return { text: titled?.getAttribute('title') ?? element.textContent, left: box.left, top: box.bottom };
}
