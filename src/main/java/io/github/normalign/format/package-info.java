/** Text forms of links: Pharaoh and NAACL, read and written. */
package io.github.normalign.format;
