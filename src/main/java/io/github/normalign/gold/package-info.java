/** Gold alignments: sure and possible links, the sets on disk, and checks that catch a wrong base, side or file. */
package io.github.normalign.gold;
