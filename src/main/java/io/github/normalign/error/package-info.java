/** What can go wrong, in two types: a model that cannot be used, and text that cannot be read. */
package io.github.normalign.error;
