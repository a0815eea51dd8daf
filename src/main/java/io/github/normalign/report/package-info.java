/** Tables, CSV and HTML of what was compared. */
package io.github.normalign.report;
