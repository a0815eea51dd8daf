'use strict';

// The score matrix as a table: target words are rows, source words columns; colour, figure and border say what a cell holds.

/** More rows or columns than this would make the page slow. */
const MOST_WORDS = 120;

/** Figures find room in the cells of matrices up to this width. */
const ROOMY = 26;

class Grid {
  constructor(holder, scale, describeCell, onMark) {
    this.holder = holder;
    this.scale = scale;
    this.describeCell = describeCell;
    this.onMark = onMark;
    holder.addEventListener('pointerover', event => this.point(event));
    holder.addEventListener('pointerleave', () => {
      hideTip();
      this.onMark(null);
    });
  }

  /** links: what is drawn, gold's misses among them; a matrix may be absent where links were given by a file. */
  show(pair, matrix, links, unit) {
    this.cells = [];
    this.heads = {source: new Map(), target: new Map()};
    if (!pair.source.length || !pair.target.length) {
      this.holder.replaceChildren();
      this.scale.textContent = '';
      return;
    }
    const sources = this.line(pair.source, matrix && !matrix.turned ? matrix.specials : 0);
    const targets = this.line(pair.target, matrix && matrix.turned ? matrix.specials : 0);
    const kinds = new Map(links.map(link => [link.source + '-' + link.target, link]));
    const table = element('table', undefined, sources.length > ROOMY ? 'heat tight' : 'heat');
    const caption = element('caption', 'Rows are target words, columns source words.', 'unseen');
    const top = element('tr');
    top.append(element('td', undefined, 'corner'));
    for (const source of sources) {
      top.append(this.header(source, 'source', 'col'));
    }
    const head = element('thead');
    head.append(top);
    const body = element('tbody');
    for (const target of targets) {
      const row = element('tr');
      row.append(this.header(target, 'target', 'row'));
      for (const source of sources) {
        row.append(this.cell(source, target, matrix, kinds));
      }
      body.append(row);
    }
    table.append(caption, head, body);
    this.holder.replaceChildren(table);
    const cut = pair.source.length > MOST_WORDS || pair.target.length > MOST_WORDS
      ? ` Only the first ${MOST_WORDS} words of a side are shown here.` : '';
    this.scale.replaceChildren();
    if (matrix) {
      const bar = element('span', undefined, 'bar');
      bar.setAttribute('aria-hidden', 'true');
      this.scale.append('0 ', bar, ` ${figure(matrix.greatest)}, ${unit}.${cut}`);
    } else {
      this.scale.append('Links without scores.' + cut);
    }
  }

  line(words, specials) {
    const places = words.slice(0, MOST_WORDS).map((text, place) => ({text, place}));
    for (let number = 0; number < specials; number++) {
      places.push({text: number === 0 ? '</s>' : 'special ' + (number + 1), special: number});
    }
    return places;
  }

  header(place, side, scope) {
    const made = element('th');
    made.scope = scope;
    made.className = place.special === undefined ? side : side + ' special';
    made.append(word(place.text));
    made.lang = data.languages[side === 'source' ? 0 : 1];
    if (place.special === undefined) {
      this.heads[side].set(place.place, made);
    }
    return made;
  }

  cell(source, target, matrix, kinds) {
    const made = element('td');
    const special = source.special !== undefined || target.special !== undefined;
    let score;
    if (matrix) {
      score = source.special !== undefined ? matrix.special(source.special, target.place)
        : target.special !== undefined ? matrix.special(target.special, source.place)
        : matrix.score(source.place, target.place);
    }
    const link = special ? undefined : kinds.get(source.place + '-' + target.place);
    if (score !== undefined) {
      const share = matrix.greatest > 0 ? score / matrix.greatest : 0;
      made.style.setProperty('--share', share.toFixed(3));
      // Where the figure must change its colour to be read: later on paper than on a dark screen.
      made.classList.toggle('middle', share > 0.42);
      made.classList.toggle('deep', share > 0.62);
      made.append(element('span', short(score), share < 0.02 ? 'faint' : ''));
    } else if (matrix) {
      made.classList.add('none');
    }
    if (link) {
      made.classList.add('link', link.kind);
      made.append(element('span', ' ' + KINDS[link.kind].name, 'unseen'));
    }
    if (special) {
      made.classList.add('special');
    }
    this.cells.push({made, source, target, score, link});
    made.dataset.cell = this.cells.length - 1;
    return made;
  }

  point(event) {
    const made = event.target.closest('td[data-cell]');
    if (!made) {
      return;
    }
    const cell = this.cells[made.dataset.cell];
    const own = place => new Set(place.special === undefined ? [place.place] : []);
    this.onMark({sources: own(cell.source), targets: own(cell.target), links: new Set(cell.link ? [cell.link] : [])});
    showTip(this.describeCell(cell), made);
  }

  mark(marked) {
    for (const [side, sets] of [['source', 'sources'], ['target', 'targets']]) {
      for (const [place, head] of this.heads[side]) {
        head.classList.toggle('on', Boolean(marked && marked[sets].has(place)));
      }
    }
    for (const cell of this.cells) {
      cell.made.classList.toggle('on', Boolean(marked && cell.link && marked.links.has(cell.link)));
    }
  }
}

/** A score in the room of a cell: .83, 1.4, 12. */
function short(score) {
  if (score < 0.005) {
    return '\u00b7';
  }
  return score < 0.995 ? score.toFixed(2).slice(1) : score < 9.95 ? score.toFixed(1) : score.toFixed(0);
}
