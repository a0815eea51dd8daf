'use strict';

// The one tooltip of the page: lines of text beside what is pointed at or focused.

const tip = document.getElementById('tip');

/** Shows nodes beside an element or a point: below it where there is room, unless they are wanted above. */
function showTip(nodes, anchor, point, wantedAbove) {
  tip.replaceChildren(...nodes);
  tip.hidden = false;
  const box = anchor.getBoundingClientRect();
  const x = point ? point.x : box.left + box.width / 2;
  const below = point ? point.y + 18 : box.bottom + 8;
  const above = point ? point.y - 12 : box.top - 8;
  const size = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, x - size.width / 2), document.documentElement.clientWidth - size.width - 8);
  const fitsBelow = below + size.height < window.innerHeight - 4 && !(wantedAbove && above > size.height);
  tip.style.left = Math.max(4, left) + 'px';
  tip.style.top = Math.max(4, fitsBelow ? below : above - size.height) + 'px';
}

function hideTip() {
  tip.hidden = true;
}

/** A line of the tooltip: strings as they are, words of the corpus as nodes. */
function tipLine(className, ...parts) {
  const line = element('p', undefined, className);
  line.append(...parts);
  return line;
}

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    hideTip();
  }
});
window.addEventListener('scroll', hideTip, {passive: true});
