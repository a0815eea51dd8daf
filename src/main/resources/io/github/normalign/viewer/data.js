'use strict';

// What the page holds: words, links and gold as JSON; matrices packed, inflated when a pair is shown.

const data = JSON.parse(document.getElementById('data').textContent);

const MEASURES = ['weight', 'norm'];
const READINGS = ['awi', 'awo'];

/** Reads what MatrixBytes.java writes. */
class ByteReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = 0;
  }

  get done() {
    return this.position >= this.bytes.length;
  }

  number() {
    this.position += 4;
    return this.view.getUint32(this.position - 4, true);
  }

  numbers(count) {
    return Array.from({length: count}, () => this.number());
  }

  varied() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.position++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) {
        return value;
      }
    }
  }

  shape() {
    const [rows, columns, specials] = this.numbers(3);
    return {rows: this.numbers(rows), columns: this.numbers(columns), specials};
  }

  /** A matrix in its model's own direction; turned: the model's target is the page's source. */
  matrix(shape, turned) {
    const width = shape.columns.length + shape.specials;
    this.position += 4;
    const greatest = this.view.getFloat32(this.position - 4, true);
    const cells = this.bytes.subarray(this.position, this.position + shape.rows.length * width);
    this.position += cells.length;
    const links = [];
    let cell = 0;
    for (let left = this.varied(); left > 0; left--) {
      cell += this.varied();
      links.push(cell);
    }
    return new Matrix(shape, turned, greatest, cells, links);
  }
}

/** Scores of target words with source words; special pieces such as the end of the sentence stand on the side that is read. */
class Matrix {
  constructor(shape, turned, greatest, cells, links) {
    this.turned = turned;
    this.greatest = greatest;
    this.cells = cells;
    this.linked = links;
    this.width = shape.columns.length + shape.specials;
    this.rowWords = shape.rows;
    this.columnWords = shape.columns;
    this.specials = shape.specials;
    this.targets = turned ? shape.columns : shape.rows;
    this.sources = turned ? shape.rows : shape.columns;
    this.places = new Map(shape.rows.map((word, place) => ['r' + word, place])
      .concat(shape.columns.map((word, place) => ['c' + word, place])));
  }

  cell(row, column) {
    return this.cells[row * this.width + column] * this.greatest / 255;
  }

  /** The score of two words; undefined where one has no pieces. */
  score(source, target) {
    const row = this.places.get('r' + (this.turned ? source : target));
    const column = this.places.get('c' + (this.turned ? target : source));
    return row === undefined || column === undefined ? undefined : this.cell(row, column);
  }

  /** The score of a special piece with a word of the side that asks: the target, or the source of a reverse model. */
  special(number, word) {
    const row = this.places.get('r' + word);
    return row === undefined ? undefined : this.cell(row, this.columnWords.length + number);
  }

  links() {
    return this.linked.map(cell => {
      const row = this.rowWords[Math.floor(cell / this.width)];
      const column = this.columnWords[cell % this.width];
      const score = this.cell(Math.floor(cell / this.width), cell % this.width);
      return this.turned ? {source: row, target: column, score} : {source: column, target: row, score};
    });
  }
}

async function inflate(id) {
  const holder = document.getElementById(id);
  if (!holder) {
    return null;
  }
  const packed = Uint8Array.from(atob(holder.textContent), letter => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new ByteReader(new Uint8Array(await new Response(stream).arrayBuffer()));
}

function key(model, layer, head, measure, reading) {
  return [model, layer, head, measure, reading].join(' ');
}

function chosenKey(model) {
  const chosen = data.models[model].chosen;
  return key(model, chosen.layer, chosen.head, chosen.measure, chosen.reading);
}

/** All matrices of a pair: 'both' is the combination of two directions, the others have the key of their setting. */
async function loadMatrices(index) {
  const matrices = new Map();
  const chosen = await inflate('c' + index);
  if (!chosen) {
    return matrices;
  }
  if (data.models.length > 1) {
    matrices.set('both', chosen.matrix(chosen.shape(), false));
  }
  const shapes = data.models.map((model, number) => {
    const shape = chosen.shape();
    matrices.set(chosenKey(number), chosen.matrix(shape, number > 0));
    return shape;
  });
  const add = (bytes, headsOf) => data.models.forEach((model, number) => {
    for (let layer = 1; layer <= model.layers; layer++) {
      for (const head of headsOf(model)) {
        for (const measure of MEASURES) {
          for (const reading of READINGS) {
            const matrix = bytes.matrix(shapes[number], number > 0);
            const name = key(number, layer, head, measure, reading);
            if (!matrices.has(name)) {
              matrices.set(name, matrix);
            }
          }
        }
      }
    }
  });
  const layers = await inflate('l' + index);
  if (layers) {
    add(layers, () => ['all']);
  }
  const heads = await inflate('h' + index);
  if (heads) {
    add(heads, model => Array.from({length: model.heads}, (unused, number) => String(number + 1)));
  }
  return matrices;
}

/** Pairs of numbers, as the JSON lists them one after the other. */
function flatLinks(numbers, step) {
  const links = [];
  for (let at = 0; at < numbers.length; at += step) {
    const link = {source: numbers[at], target: numbers[at + 1]};
    if (step > 2) {
      link.score = numbers[at + 2];
    }
    links.push(link);
  }
  return links;
}

/** A number with about three digits, in the form people read: 0.83, 12.5, 140. */
function figure(value) {
  if (value === null || value === undefined) {
    return 'n/a';
  }
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 || size === 0 ? 2 : 3);
}

function percent(value) {
  return value === null || value === undefined ? 'n/a' : (100 * value).toFixed(1) + ' %';
}

/** An element with text, which is never read as markup. */
function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  return made;
}

/** A word of the corpus, kept apart from the direction of what stands around it. */
function word(text) {
  const made = element('bdi', text);
  made.dir = 'auto';
  return made;
}
