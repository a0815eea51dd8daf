/** Words of raw text, by the rules and dictionaries of ICU; the only package that uses it. */
package io.github.normalign.segmentation;
