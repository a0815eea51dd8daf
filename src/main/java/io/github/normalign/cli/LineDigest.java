package io.github.normalign.cli;

import com.google.common.io.BaseEncoding;
import io.github.normalign.corpus.CorpusLine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over the text of the lines so far: tells whether a corpus still begins as it did. */
final class LineDigest {

    /** Before the first line. */
    static final String OF_NOTHING = new LineDigest().value();

    private final MessageDigest digest;

    LineDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void add(CorpusLine line) {
        if (line instanceof CorpusLine.Pair pair) {
            add("p", pair.source().text(), pair.target().text());
        } else if (line instanceof CorpusLine.Bad) {
            // Not its message, which names the file.
            add("b");
        } else {
            add("e");
        }
    }

    private void add(String... parts) {
        for (String part : parts) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
        }
    }

    /** The digest of the lines added until now; more may be added. */
    String value() {
        try {
            return BaseEncoding.base16().lowerCase().encode(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own SHA-256 can be copied", e);
        }
    }
}
