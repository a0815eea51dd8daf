/** Text forms of links: Pharaoh read and written, NAACL read; a file's base and range checked before its links are used. */
package io.github.normalign.format;
