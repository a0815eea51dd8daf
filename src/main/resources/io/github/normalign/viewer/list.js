'use strict';

// The list of pairs: searched, ordered, and shown in pages.

const PAGE = 50;

const ORDERS = {
  aer: {name: 'highest AER first', value: pair => pair.aer === null ? 1 : -pair.aer},
  score: {name: 'lowest score first', value: pair => pair.score === null ? 2 : pair.score},
  line: {name: 'as in the file', value: pair => pair.line},
  longest: {name: 'longest first', value: pair => -pair.source.length - pair.target.length},
};

class PairList {
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.page = 0;
    this.search = document.getElementById('search');
    this.sort = document.getElementById('sort');
    this.items = document.getElementById('pairs');
    const known = Object.keys(ORDERS).filter(name => !['aer', 'score'].includes(name)
      || data.pairs.some(pair => pair[name] !== null));
    for (const name of known) {
      const option = element('option', ORDERS[name].name);
      option.value = name;
      this.sort.append(option);
    }
    // What is searched is made once: 1,000 pairs at each letter would be felt.
    this.texts = data.pairs.map(pair => [pair.source.join(' '), pair.target.join(' '), 'line ' + pair.line]
      .map(text => fold(text)).join('\n'));
    this.someHeads = document.querySelectorAll('script[id^="h"]').length < data.pairs.length;
    this.search.addEventListener('input', () => this.refresh());
    this.sort.addEventListener('change', () => this.refresh());
    document.getElementById('earlier').addEventListener('click', () => this.turn(-1));
    document.getElementById('later').addEventListener('click', () => this.turn(1));
    this.refresh();
  }

  refresh() {
    const wanted = fold(this.search.value.trim());
    const value = ORDERS[this.sort.value].value;
    const keyed = data.pairs.map((pair, index) => ({index, by: value(pair)}))
      .filter(entry => this.texts[entry.index].includes(wanted));
    keyed.sort((one, other) => one.by - other.by || one.index - other.index);
    this.order = keyed.map(entry => entry.index);
    this.page = 0;
    this.render();
  }

  turn(step) {
    this.page += step;
    this.render();
    this.items.querySelector('button')?.focus();
  }

  render() {
    const from = this.page * PAGE;
    const shown = this.order.slice(from, from + PAGE);
    this.items.replaceChildren(...shown.map(index => this.item(index)));
    this.items.start = from + 1;
    document.getElementById('found').textContent = this.order.length === 0 ? 'No pair found.'
      : `${from + 1} to ${from + shown.length} of ${this.order.length}`
        + (this.order.length < data.pairs.length ? ` found (${data.pairs.length} in all)` : '');
    document.querySelector('.pager').hidden = this.order.length <= PAGE;
    document.getElementById('earlier').disabled = this.page === 0;
    document.getElementById('later').disabled = from + PAGE >= this.order.length;
  }

  item(index) {
    const pair = data.pairs[index];
    const item = element('li');
    const button = element('button', undefined, 'pair');
    button.type = 'button';
    button.dataset.pair = index;
    if (index === this.current) {
      button.setAttribute('aria-current', 'true');
    }
    const top = element('span', undefined, 'top');
    top.append(element('span', 'Line ' + pair.line, 'number'));
    if (this.someHeads && document.getElementById('h' + index)) {
      const heads = element('span', '\u25c6', 'heads');
      heads.title = 'holds single heads';
      heads.append(element('span', ' holds single heads', 'unseen'));
      top.append(heads);
    }
    const by = data.gold ? 'aer' : 'score';
    if (pair.skipped) {
      top.append(element('span', 'skipped', 'value'));
    } else if (pair[by] !== null) {
      const bar = element('span', by === 'aer' ? `AER ${(100 * pair.aer).toFixed(1)}` : `score ${pair.score.toFixed(2)}`, 'value');
      bar.style.setProperty('--part', by === 'aer' ? pair.aer : 1 - pair.score);
      top.append(bar);
    }
    button.append(top, this.sentence(pair.source, 0), this.sentence(pair.target, 1));
    button.addEventListener('click', () => this.onChoose(index));
    item.append(button);
    return item;
  }

  sentence(words, side) {
    const made = element('span', words.slice(0, 40).join(' ') || '\u2013', 'sentence');
    made.dir = 'auto';
    made.lang = data.languages[side];
    return made;
  }

  /** Marks the pair that is shown, and turns to its page. */
  choose(index) {
    this.current = index;
    const place = this.order.indexOf(index);
    if (place >= 0 && Math.floor(place / PAGE) !== this.page) {
      this.page = Math.floor(place / PAGE);
      this.render();
    }
    for (const button of this.items.querySelectorAll('button')) {
      const current = Number(button.dataset.pair) === index;
      if (current) {
        button.setAttribute('aria-current', 'true');
        this.reveal(button);
      } else {
        button.removeAttribute('aria-current');
      }
    }
  }

  /** Scrolls the list alone: the page stays where it is. */
  reveal(button) {
    const list = this.items.getBoundingClientRect();
    const box = button.getBoundingClientRect();
    if (box.top < list.top || box.bottom > list.bottom) {
      this.items.scrollTop += box.top - list.top - list.height / 3;
    }
  }

  /** The pair before or after another in the list's order. */
  neighbour(index, step) {
    return this.order[this.order.indexOf(index) + step];
  }
}

/** Letters as a search compares them: no case, no marks above or below. */
function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
