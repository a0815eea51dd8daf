'use strict';

// The two sentences and the links between their words, as curves. Short sentences stand in two rows, long ones in two columns.

const KINDS = {
  hit: {sign: '\u2713', name: 'hit', says: 'found, and sure in the gold'},
  possible: {sign: '\u2713', name: 'possible hit', says: 'found, and possible in the gold'},
  false: {sign: '\u2715', name: 'false link', says: 'found, and not in the gold'},
  missed: {sign: '\u25cb', name: 'miss', says: 'sure in the gold, and not found'},
  plain: {sign: '', name: 'link', says: 'a link'},
};

/** Words a side that are drawn: a line of ten thousand would stop the browser. */
const MOST_DRAWN = 500;

const SVG = 'http://www.w3.org/2000/svg';

class Diagram {
  /** onMark is told which words and links stand out: {sources, targets, links} of sets, or null for none. */
  constructor(holder, describeWord, describeLink, onMark) {
    this.holder = holder;
    this.describeWord = describeWord;
    this.describeLink = describeLink;
    this.onMark = onMark;
    this.pinned = null;
    new ResizeObserver(() => this.arrange()).observe(holder);
    holder.addEventListener('keydown', event => this.move(event));
  }

  show(pair, links) {
    this.links = links.filter(link => ['source', 'target'].every(side => link[side] < Math.min(MOST_DRAWN, pair[side].length)));
    this.pinned = null;
    this.svg = document.createElementNS(SVG, 'svg');
    this.svg.setAttribute('aria-hidden', 'true');
    this.words = {source: [], target: []};
    const sides = ['source', 'target'].map((side, number) => {
      const list = element('ul', undefined, 'words ' + side);
      list.setAttribute('aria-label', side === 'source' ? 'Source words' : 'Target words');
      list.dir = 'auto';   // the first strong letter of the sentence decides; a dir of the buttons would hide them from it
      list.lang = data.languages[number];
      pair[side].slice(0, MOST_DRAWN).forEach((text, place) => {
        const item = element('li');
        const button = element('button', text, 'word');
        button.type = 'button';
        button.tabIndex = place === 0 ? 0 : -1;
        const linked = links.some(link => link[side] === place && link.kind !== 'missed');
        button.classList.toggle('unlinked', !linked);
        button.addEventListener('pointerenter', () => this.point(side, place));
        button.addEventListener('pointerleave', () => this.leave());
        button.addEventListener('focus', () => this.point(side, place));
        button.addEventListener('blur', () => this.leave());
        button.addEventListener('click', () => this.pin(side, place));
        item.append(button);
        list.append(item);
        this.words[side].push(button);
      });
      if (pair[side].length > MOST_DRAWN) {
        list.append(element('li', `and ${pair[side].length - MOST_DRAWN} more`));
      }
      return list;
    });
    this.holder.replaceChildren(sides[0], this.svg, sides[1]);
    this.arrange();
  }

  /** In rows where both sentences fit into one line, else in columns. */
  arrange() {
    if (!this.words) {
      return;
    }
    this.holder.className = 'rows';
    const gap = 3;
    const fits = Object.values(this.words).every(words =>
      words.reduce((sum, button) => sum + button.offsetWidth + gap, 0) <= this.holder.clientWidth);
    this.holder.className = fits ? 'rows' : 'columns';
    this.holder.closest('.panels').classList.toggle('beside', !fits);
    this.draw(fits);
  }

  draw(rows) {
    const box = this.holder.getBoundingClientRect();
    this.svg.replaceChildren();
    this.svg.setAttribute('viewBox', `0 0 ${box.width} ${box.height}`);
    const greatest = Math.max(...this.links.map(link => link.score || 0)) || 1;
    this.paths = this.links.map(link => {
      const from = this.words.source[link.source].getBoundingClientRect();
      const to = this.words.target[link.target].getBoundingClientRect();
      const start = rows ? {x: from.left + from.width / 2, y: from.bottom + 2} : {x: from.right + 3, y: from.top + from.height / 2};
      const end = rows ? {x: to.left + to.width / 2, y: to.top - 2} : {x: to.left - 3, y: to.top + to.height / 2};
      for (const point of [start, end]) {
        point.x -= box.left;
        point.y -= box.top;
      }
      const middle = {x: (start.x + end.x) / 2, y: (start.y + end.y) / 2};
      // Signs stand at different heights, so that those of neighbours do not cover each other.
      const at = onCurve(start, end, rows, 0.3 + 0.1 * ((link.target * 2 + link.source) % 5));
      const curve = rows ? `M${start.x} ${start.y}C${start.x} ${middle.y} ${end.x} ${middle.y} ${end.x} ${end.y}`
        : `M${start.x} ${start.y}C${middle.x} ${start.y} ${middle.x} ${end.y} ${end.x} ${end.y}`;
      const group = document.createElementNS(SVG, 'g');
      group.setAttribute('class', 'link ' + link.kind);
      const line = this.path(curve, 'line');
      if (link.score !== undefined && link.kind !== 'missed') {
        line.style.strokeWidth = (1.4 + 2.4 * link.score / greatest) + 'px';
      }
      const touch = this.path(curve, 'touch');
      group.append(line, touch);
      if (link.kind === 'false' || link.kind === 'missed') {
        group.append(...signOf(link.kind, at));
      }
      group.addEventListener('pointermove', event => {
        this.onMark({sources: new Set([link.source]), targets: new Set([link.target]), links: new Set([link])});
        showTip(this.describeLink(link), group, {x: event.clientX, y: event.clientY});
      });
      group.addEventListener('pointerleave', () => this.leave());
      this.svg.append(group);
      return {link, group};
    });
  }

  path(curve, className) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', curve);
    path.setAttribute('class', className);
    return path;
  }

  /** The word, its links, and the words at their other ends. */
  around(side, place) {
    const other = side === 'source' ? 'target' : 'source';
    const links = this.links.filter(link => link[side] === place);
    const ends = new Set(links.map(link => link[other]));
    const own = new Set([place]);
    return {sources: side === 'source' ? own : ends, targets: side === 'source' ? ends : own, links: new Set(links)};
  }

  point(side, place) {
    const button = this.words[side][place];
    this.onMark(this.around(side, place));
    // On the side where the word has no links, which would be covered.
    showTip(this.describeWord(side, place), button, null, side === 'source' && this.holder.classList.contains('rows'));
    button.setAttribute('aria-describedby', 'tip');
  }

  leave() {
    hideTip();
    this.onMark(this.pinned && this.around(this.pinned.side, this.pinned.place));
  }

  pin(side, place) {
    const same = this.pinned && this.pinned.side === side && this.pinned.place === place;
    for (const button of [...this.words.source, ...this.words.target]) {
      button.removeAttribute('aria-pressed');
    }
    this.pinned = same ? null : {side, place};
    if (this.pinned) {
      this.words[side][place].setAttribute('aria-pressed', 'true');
    }
  }

  mark(marked) {
    this.holder.classList.toggle('marking', Boolean(marked));
    this.words.source.forEach((button, place) => button.classList.toggle('on', Boolean(marked && marked.sources.has(place))));
    this.words.target.forEach((button, place) => button.classList.toggle('on', Boolean(marked && marked.targets.has(place))));
    for (const {link, group} of this.paths) {
      group.classList.toggle('on', Boolean(marked && marked.links.has(link)));
    }
  }

  /** Arrow keys: along a sentence, and across to the first linked word, or to the word at about the same place. */
  move(event) {
    const side = this.words && ['source', 'target'].find(name => this.words[name].includes(event.target));
    if (!side) {
      return;
    }
    const rows = this.holder.classList.contains('rows');
    const place = this.words[side].indexOf(event.target);
    const backwards = getComputedStyle(event.target.closest('ul')).direction === 'rtl';
    const steps = rows ? {ArrowLeft: backwards ? 1 : -1, ArrowRight: backwards ? -1 : 1} : {ArrowUp: -1, ArrowDown: 1};
    const crossings = rows ? {ArrowDown: 'target', ArrowUp: 'source'} : {ArrowRight: 'target', ArrowLeft: 'source'};
    let to = null;
    if (event.key in steps) {
      to = this.words[side][place + steps[event.key]];
    } else if (event.key === 'Home' || event.key === 'End') {
      to = this.words[side].at(event.key === 'Home' ? 0 : -1);
    } else if (crossings[event.key] && crossings[event.key] !== side) {
      const other = crossings[event.key];
      const link = this.links.find(found => found[side] === place);
      const near = Math.round(place * (this.words[other].length - 1) / Math.max(1, this.words[side].length - 1));
      to = this.words[other][link ? link[other] : near];
    } else {
      return;
    }
    event.preventDefault();
    if (to) {
      event.target.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    }
  }
}

/** A point of a curve, at a part of its way: the cubic whose inner points stand level with its ends. */
function onCurve(start, end, rows, part) {
  const along = (from, to) => from + (to - from) * (3 * part * part - 2 * part * part * part);
  const across = (from, to) => {
    const middle = (from + to) / 2;
    const rest = 1 - part;
    return rest ** 3 * from + 3 * rest * part * middle + part ** 3 * to;
  };
  return rows ? {x: along(start.x, end.x), y: across(start.y, end.y)} : {x: across(start.x, end.x), y: along(start.y, end.y)};
}

/** A disc with a cross for a false link, an empty one for a miss. */
function signOf(kind, at) {
  const disc = document.createElementNS(SVG, 'circle');
  disc.setAttribute('cx', at.x);
  disc.setAttribute('cy', at.y);
  disc.setAttribute('r', kind === 'false' ? 7 : 5);
  const sign = document.createElementNS(SVG, 'text');
  sign.setAttribute('x', at.x);
  sign.setAttribute('y', at.y);
  sign.textContent = kind === 'false' ? KINDS.false.sign : '';
  return [disc, sign];
}
