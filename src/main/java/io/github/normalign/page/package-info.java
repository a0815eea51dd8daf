/** What HTML pages that load nothing are made of. */
package io.github.normalign.page;
