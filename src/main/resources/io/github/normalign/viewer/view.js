'use strict';

// Ties the parts together: which pair, which setting, which links, and what the tooltips say.

const GOLD = 'gold';
const GIVEN = 'given';

/** What the pickers say. 'view' is 'both', a model's number, 'gold', or 'given' and a number. */
const state = {pair: 0, view: data.models.length > 1 ? 'both' : data.models.length ? '0' : GIVEN + '0',
  layer: '', head: '', measure: '', reading: '', judge: Boolean(data.gold)};

let matrices = new Map();
let shown = {links: [], matrix: null, unit: ''};

const $ = id => document.getElementById(id);
const diagram = new Diagram($('diagram'), describeWord, describeLink, mark);
const grid = new Grid($('grid'), $('scale'), describeCell, mark);
const list = new PairList(index => {
  choose(index);
  if (window.matchMedia('(max-width: 56rem)').matches) {
    $('pair').scrollIntoView();   // below the list there, out of sight
  }
});

function mark(marked) {
  diagram.mark(marked);
  grid.mark(marked);
}

function isModel(view) {
  return view === '0' || view === '1';
}

function takeChosen() {
  if (isModel(state.view)) {
    const {layer, head, measure, reading} = data.models[state.view].chosen;
    Object.assign(state, {layer, head, measure, reading});
  }
}

function isChosen() {
  return isModel(state.view) && stateKey() === chosenKey(Number(state.view));
}

function stateKey() {
  return key(state.view, state.layer, state.head, state.measure, state.reading);
}

// ---- pickers ------------------------------------------------------------------------------------------------------------

function radios(name, legend, options) {
  const set = element('fieldset');
  set.id = 'pick-' + name;
  set.append(element('legend', legend));
  for (const option of options) {
    const label = element('label');
    label.title = option.title || '';
    const input = element('input');
    input.type = 'radio';
    input.name = name;
    input.value = option.value;
    const text = element('span');
    text.append(word(option.text));
    label.append(input, text);
    set.append(label);
  }
  return set;
}

function select(name, legend) {
  const holder = element('div', undefined, 'pick');
  const label = element('label', legend);
  const made = element('select');
  made.id = made.name = name;
  label.htmlFor = name;
  holder.append(label, made);
  return holder;
}

function direction(model) {
  return model.source && model.target ? `${model.source} \u2192 ${model.target}` : model.name;
}

function buildPickers() {
  const views = data.models.map((model, number) => ({value: String(number), text: direction(model), title: model.name}));
  if (data.models.length > 1) {
    views.unshift({value: 'both', text: 'combined', title: 'Both directions: ' + data.combination});
  }
  data.given.forEach((name, number) => views.push({value: GIVEN + number, text: name, title: 'Links of the file ' + name}));
  if (data.gold) {
    views.push({value: GOLD, text: 'gold', title: 'The links of the gold'});
  }
  const form = $('pickers');
  form.append(radios('view', 'Links of', views));
  if (data.models.length) {
    form.append(
      radios('measure', 'Measure', [{value: 'weight', text: 'weights'}, {value: 'norm', text: 'norms'}]),
      radios('reading', 'Reading', [{value: 'awi', text: 'AWI', title: 'alignment with input: the step that takes the word in'},
        {value: 'awo', text: 'AWO', title: 'alignment with output: the step that predicts the word'}]),
      select('layer', 'Layer'), select('head', 'Head'));
    const back = element('button', 'Chosen setting');
    back.type = 'button';
    back.id = 'chosen';
    back.addEventListener('click', () => {
      takeChosen();
      update();
    });
    form.append(back);
  }
  if (data.gold) {
    const label = element('label', undefined, 'check');
    const box = element('input');
    box.type = 'checkbox';
    box.name = 'judge';
    box.id = 'judge';
    label.append(box, ' compare with gold');
    form.append(label);
  }
  form.addEventListener('change', event => {
    const {name, value, checked} = event.target;
    state[name] = name === 'judge' ? checked : value;
    if (name === 'view') {
      takeChosen();
    }
    update();
  });
  form.addEventListener('submit', event => event.preventDefault());
}

function options(name, values, available) {
  const made = $(name);
  made.replaceChildren(...(values.length ? values : ['\u2013']).map(value => {
    const option = element('option', value);
    option.value = value;
    option.disabled = values.length > 0 && !available(value);
    return option;
  }));
  if (values.length) {
    made.value = state[name];
  }
}

function fillPickers() {
  for (const input of $('pickers').querySelectorAll('input[type=radio]')) {
    input.checked = state[input.name] === input.value && (input.name === 'view' || isModel(state.view));
  }
  if (data.gold) {
    $('judge').checked = state.judge;
    $('judge').disabled = state.view === GOLD;
  }
  if (!data.models.length) {
    return;
  }
  const model = data.models[state.view];
  for (const id of ['pick-measure', 'pick-reading', 'layer', 'head']) {
    $(id).disabled = !model;
  }
  $('chosen').disabled = !model || isChosen();
  const has = (layer, head) => matrices.has(key(state.view, layer, head, state.measure, state.reading));
  if (model) {
    const numbers = count => Array.from({length: count}, (unused, number) => String(number + 1));
    const heads = ['all', ...numbers(model.heads)];
    if (!heads.includes(model.chosen.head)) {
      heads.push(model.chosen.head);
    }
    options('layer', numbers(model.layers), layer => has(layer, state.head) || has(layer, 'all'));
    options('head', heads, head => has(state.layer, head));
  } else {
    options('layer', [], () => false);
    options('head', [], () => false);
  }
}

// ---- what is shown ------------------------------------------------------------------------------------------------------

function unit(measure) {
  return measure === 'weight' ? 'share of attention' : 'norm, without unit';
}

/** The links and the matrix of the pickers; what the pair does not hold falls back to the whole layer, and says so. */
function lookUp(pair) {
  $('notice').hidden = true;
  if (state.view === GOLD) {
    return {links: flatLinks(pair.possible, 2), matrix: null, unit: ''};
  }
  if (state.view.startsWith(GIVEN)) {
    return {links: flatLinks(pair.given[Number(state.view.slice(GIVEN.length))], 2), matrix: null, unit: ''};
  }
  if (state.view === 'both') {
    return {links: flatLinks(pair.links, 3), matrix: matrices.get('both') || null, unit: 'share combined from both directions'};
  }
  if (!matrices.has(stateKey()) && matrices.size) {
    const whole = key(state.view, state.layer, 'all', state.measure, state.reading);
    const kept = document.querySelectorAll(matrices.has(whole) ? 'script[id^="h"]' : 'script[id^="l"]').length;
    const what = matrices.has(whole) ? 'Single heads' : 'Layers other than the chosen one';
    notice(`${what} are in this page for ${kept} of ${data.pairs.length} pairs`
      + (matrices.has(whole) ? ', marked \u25c6 in the list. This is the whole layer.' : '. This is the chosen setting.'));
    if (matrices.has(whole)) {
      state.head = 'all';
    } else {
      takeChosen();
    }
  }
  const matrix = matrices.get(stateKey()) || null;
  const exact = isChosen() && data.models.length === 1;
  return {links: exact || !matrix ? (data.models.length === 1 ? flatLinks(pair.links, 3) : []) : matrix.links(), matrix,
    unit: unit(state.measure)};
}

function notice(text) {
  $('notice').textContent = text;
  $('notice').hidden = false;
}

/** Every link with what the gold says of it, and the gold's sure links that are missed. */
function judge(pair, links) {
  if (!data.gold || !pair.sure) {
    return links.map(link => ({...link, kind: 'plain'}));
  }
  const name = link => link.source + '-' + link.target;
  const sure = new Set(flatLinks(pair.sure, 2).map(name));
  const possible = new Set(flatLinks(pair.possible, 2).map(name));
  const found = new Set(links.map(name));
  const kind = link => sure.has(name(link)) ? 'hit' : possible.has(name(link)) ? 'possible' : 'false';
  if (state.view === GOLD || state.judge) {
    const judged = links.map(link => ({...link, kind: kind(link)}));
    const missed = flatLinks(pair.sure, 2).filter(link => !found.has(name(link)));
    return judged.concat(missed.map(link => ({...link, kind: 'missed', score: shownScore(link)})));
  }
  return links.map(link => ({...link, kind: 'plain'}));
}

function shownScore(link) {
  return shown.matrix ? shown.matrix.score(link.source, link.target) : undefined;
}

function update() {
  const pair = data.pairs[state.pair];
  shown = lookUp(pair);
  shown.links = judge(pair, shown.links);
  fillPickers();
  hideTip();
  diagram.show(pair, shown.links);
  grid.show(pair, shown.matrix, shown.links, shown.unit);
  fillLegend(pair);
  fillTable(pair);
  fillHeading(pair);
}

async function choose(index, quietly) {
  state.pair = index;
  matrices = await loadMatrices(index);
  if (state.pair !== index) {
    return;   // another was chosen while this one was inflated
  }
  if (data.pairs[index].skipped) {
    update();
    notice('Skipped: ' + data.pairs[index].skipped);
  } else {
    update();
  }
  list.choose(index);
  $('previous').disabled = list.neighbour(index, -1) === undefined;
  $('next').disabled = list.neighbour(index, 1) === undefined;
  if (!quietly) {
    history.replaceState(null, '', '#line-' + data.pairs[index].line);
  }
}

function fillHeading(pair) {
  $('heading').textContent = 'Line ' + pair.line;
  const facts = [`${pair.source.length} and ${pair.target.length} words`];
  if (pair.score !== null) {
    facts.push(`pair score ${pair.score.toFixed(2)}`);
  }
  if (data.gold && pair.sure && state.view !== GOLD) {
    const found = shown.links.filter(link => link.kind !== 'missed').map(link => link.source + '-' + link.target);
    const sure = new Set(flatLinks(pair.sure, 2).map(link => link.source + '-' + link.target));
    const possible = new Set(flatLinks(pair.possible, 2).map(link => link.source + '-' + link.target));
    const inSure = found.filter(link => sure.has(link)).length;
    const inPossible = found.filter(link => possible.has(link)).length;
    const both = found.length + sure.size;
    facts.push('AER ' + percent(both ? 1 - (inSure + inPossible) / both : null),
      'precision ' + percent(found.length ? inPossible / found.length : null),
      'recall ' + percent(sure.size ? inSure / sure.size : null));
  }
  $('facts').textContent = facts.join(' \u00b7 ');
}

function fillLegend(pair) {
  const counts = new Map();
  shown.links.forEach(link => counts.set(link.kind, (counts.get(link.kind) || 0) + 1));
  const kinds = shown.links.some(link => link.kind !== 'plain') || state.judge ? ['hit', 'possible', 'false', 'missed'] : ['plain'];
  $('legend').replaceChildren(...kinds.filter(kind => counts.has(kind)).map(kind => {
    const item = element('li', undefined, kind);
    const sample = document.createElementNS(SVG, 'svg');
    sample.setAttribute('viewBox', '0 0 36 16');
    sample.setAttribute('aria-hidden', 'true');
    const group = document.createElementNS(SVG, 'g');
    group.setAttribute('class', 'link ' + kind);
    group.append(diagram.path('M1 8H35', 'line'));
    if (kind === 'false' || kind === 'missed') {
      group.append(...signOf(kind, {x: 18, y: 8}));
    }
    sample.append(group);
    const count = counts.get(kind);
    const plural = kind === 'missed' ? 'misses' : KINDS[kind].name + 's';
    item.append(sample, `${count} ${count === 1 ? KINDS[kind].name : plural}`);
    item.title = KINDS[kind].says;
    return item;
  }));
}

function fillTable(pair) {
  const table = element('table', undefined, 'plain');
  const top = element('tr');
  ['Source', 'Target', 'Score', ''].slice(0, shown.links.some(link => link.kind !== 'plain') ? 4 : 3).forEach((text, column) => {
    const made = element('th', text || 'Gold');
    made.scope = 'col';
    top.append(made);
  });
  const head = element('thead');
  head.append(top);
  const body = element('tbody');
  const sorted = [...shown.links].sort((one, other) => one.source - other.source || one.target - other.target);
  for (const link of sorted) {
    const row = element('tr', undefined, link.kind);
    const source = element('td');
    source.append(word(pair.source[link.source]), element('sub', String(link.source)));
    const target = element('td');
    target.append(word(pair.target[link.target]), element('sub', String(link.target)));
    row.append(source, target, element('td', link.score === undefined ? '\u2013' : figure(link.score), 'number'));
    if (link.kind !== 'plain') {
      row.append(element('td', `${KINDS[link.kind].sign} ${KINDS[link.kind].name}`));
    }
    body.append(row);
  }
  table.append(head, body);
  const alone = (side, words) => {
    const linked = new Set(shown.links.filter(link => link.kind !== 'missed').map(link => link[side]));
    const line = element('p', `Without a link, ${side}: `);
    const left = words.map((text, place) => ({text, place})).filter(entry => !linked.has(entry.place));
    left.forEach(entry => line.append(word(entry.text), element('sub', String(entry.place)), ' '));
    if (!left.length) {
      line.append('none');
    }
    return line;
  };
  $('table').replaceChildren(table, alone('source', pair.source), alone('target', pair.target));
}

// ---- tooltips -----------------------------------------------------------------------------------------------------------

function goldNote(link) {
  return link.kind === 'plain' ? '' : `, ${KINDS[link.kind].name}`;
}

function describeLink(link) {
  const pair = data.pairs[state.pair];
  const nodes = [tipLine('name', word(pair.source[link.source]), ' \u2013 ', word(pair.target[link.target]))];
  const score = link.score === undefined ? '' : `score ${figure(link.score)}`;
  nodes.push(tipLine('', [score, link.kind === 'plain' ? '' : `${KINDS[link.kind].name}: ${KINDS[link.kind].says}`]
    .filter(Boolean).join(', ') || 'link'));
  return nodes;
}

/** The word, its links, and what it scores highest with. */
function describeWord(side, place) {
  const pair = data.pairs[state.pair];
  const other = side === 'source' ? 'target' : 'source';
  const links = shown.links.filter(link => link[side] === place);
  const nodes = [tipLine('name', word(pair[side][place]), ` \u00b7 ${side} ${place}`)];
  for (const link of links) {
    nodes.push(tipLine(link.kind, `${link.kind === 'missed' ? '\u25cb' : '\u2192'} `, word(pair[other][link[other]]),
      (link.score === undefined ? '' : ` ${figure(link.score)}`) + goldNote(link)));
  }
  if (!links.length) {
    nodes.push(tipLine('', 'no link'));
  }
  if (shown.matrix) {
    const scores = pair[other].map((text, at) => ({text,
      score: side === 'source' ? shown.matrix.score(place, at) : shown.matrix.score(at, place)}));
    const asks = shown.matrix.turned ? 'source' : 'target';
    for (let number = 0; number < shown.matrix.specials && side === asks; number++) {
      scores.push({text: number === 0 ? '</s>' : 'special ' + (number + 1), score: shown.matrix.special(number, place)});
    }
    const best = scores.filter(entry => entry.score > 0).sort((one, another) => another.score - one.score).slice(0, 4);
    if (best.length) {
      const line = tipLine('best', 'highest: ');
      best.forEach((entry, number) => line.append(number ? ', ' : '', word(entry.text), ` ${figure(entry.score)}`));
      nodes.push(line);
    } else {
      nodes.push(tipLine('best', 'the model reads no piece of this word'));
    }
  }
  return nodes;
}

function describeCell(cell) {
  const nodes = [tipLine('name', word(cell.source.text), ' \u2013 ', word(cell.target.text))];
  const says = cell.score === undefined ? (shown.matrix ? 'no pieces' : '') : figure(cell.score);
  nodes.push(tipLine('', [says, cell.link ? KINDS[cell.link.kind].name : ''].filter(Boolean).join(', ') || 'no link'));
  return nodes;
}

// ---- start --------------------------------------------------------------------------------------------------------------

function summarise() {
  const parts = [];
  const count = data.pairs.length;
  parts.push(`${count.toLocaleString('en')} ${count === 1 ? 'pair' : 'pairs'}`
    + (data.left ? ` (the first of ${(count + data.left).toLocaleString('en')})` : ''));
  if (data.models.length) {
    parts.push(data.models.map(model => model.name).join(' and '));
  }
  if (data.gold) {
    parts.push(`AER ${percent(data.gold.aer)}, precision ${percent(data.gold.precision)}, recall ${percent(data.gold.recall)}`
      + ` against ${data.gold.name}`);
  }
  $('summary').textContent = parts.join(' \u00b7 ');
  const about = [`Made by normalign ${data.version}; this page loads nothing.`];
  if (data.models.length) {
    const held = letter => document.querySelectorAll(`script[id^="${letter}"]`).length;
    about.push(`Chosen setting: ${data.models.map(model => `${model.name} layer ${model.chosen.layer}, head ${model.chosen.head}, `
      + `${model.chosen.measure}, ${model.chosen.reading}, ${model.chosen.rule} rule`).join('; ')}`
      + `${data.combination ? '; ' + data.combination : ''}${data.threshold ? '; --threshold ' + data.threshold : ''}.`);
    about.push(`Whole layers are here for ${held('l')} of ${count} pairs, single heads for ${held('h')}`
      + `${held('h') < count ? ' (\u25c6)' : ''}. Scores in matrices are rounded to 256 steps; links are those of the exact`
      + ' scores. A threshold plays a part in the chosen setting only.');
  }
  $('about').textContent = about.join(' ');
}

function start() {
  summarise();
  buildPickers();
  takeChosen();
  $('previous').addEventListener('click', () => choose(list.neighbour(state.pair, -1)));
  $('next').addEventListener('click', () => choose(list.neighbour(state.pair, 1)));
  window.addEventListener('beforeprint', () => {
    $('listing').open = true;
  });
  const named = data.pairs.findIndex(pair => location.hash === '#line-' + pair.line);
  const first = named >= 0 ? named : list.order[0];
  if (first === undefined) {
    notice('There is no pair in this page.');
    document.body.dataset.ready = 'yes';
    return;
  }
  choose(first, true).then(() => {
    document.body.dataset.ready = 'yes';
  });
}

start();
