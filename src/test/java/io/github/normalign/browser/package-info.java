/** A real browser for tests of pages, spoken to by the DevTools protocol; the JDK and Gson are all it needs. */
package io.github.normalign.browser;
