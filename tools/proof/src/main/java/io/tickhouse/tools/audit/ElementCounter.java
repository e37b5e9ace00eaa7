package io.tickhouse.tools.audit;

import io.tickhouse.model.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Counts the elements of a raw record in the slow and obvious way: it decodes the text and walks
 * the grammar of JSON.
 *
 * <p>A record is valid if it is one JSON array in valid UTF-8 with only white space around it. The
 * length and depth of a value do not matter here, because their limits are the job's policy. A
 * record that the job rejects as too large is valid. Memory is bounded by the record: a level of
 * nesting takes one bit.
 */
final class ElementCounter {

    /** Not a single valid array: the whole record must be one dead letter. */
    static final int BROKEN = -1;

    private static final int END = -1;

    private String text;
    private int at;

    /** Which open levels of an element are objects; the others are arrays. */
    private final BitSet objects = new BitSet();

    private int depth;

    private Kind[] kinds = new Kind[64];
    private Kind kind;

    /** Whether the next value belongs to the element's first "T". */
    private boolean typeNext;

    private boolean typed;

    /** Elements of the array, 0 or more, or {@link #BROKEN}; a null value is broken. */
    int count(byte[] value) {
        if (value == null) {
            return BROKEN;
        }
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder() // reports malformed input, unlike new String
                            .decode(ByteBuffer.wrap(value))
                            .toString();
        } catch (CharacterCodingException e) {
            return BROKEN;
        }
        at = 0;
        int elements = array();
        text = null;
        return elements;
    }

    /**
     * The kind of row that the element of the last counted record may become, by its first "T";
     * null if none.
     */
    Kind kind(int index) {
        return kinds[index];
    }

    private int array() {
        space();
        if (!take('[')) {
            return BROKEN;
        }
        space();
        int elements = 0;
        if (!take(']')) {
            do {
                if (!element()) {
                    return BROKEN;
                }
                if (elements == kinds.length) {
                    kinds = Arrays.copyOf(kinds, 2 * elements);
                }
                kinds[elements++] = kind;
                space();
            } while (take(','));
            if (!take(']')) {
                return BROKEN;
            }
        }
        space();
        return next() == END ? elements : BROKEN;
    }

    /** One element with everything in it. */
    private boolean element() {
        depth = 0;
        kind = null;
        typed = false;
        typeNext = false;
        while (true) {
            space();
            if (take('{')) {
                space();
                if (!take('}')) {
                    objects.set(depth++);
                    if (!key()) {
                        return false;
                    }
                    continue;
                }
            } else if (take('[')) {
                space();
                if (!take(']')) {
                    objects.clear(depth++);
                    typeNext = false;
                    continue;
                }
            } else if (!scalar()) {
                return false;
            }
            typeNext = false;
            // A value has ended, and perhaps some of the values around it.
            boolean more = false;
            while (depth > 0 && !more) {
                boolean object = objects.get(depth - 1);
                space();
                if (take(',')) {
                    if (object && !key()) {
                        return false;
                    }
                    more = true;
                } else if (take(object ? '}' : ']')) {
                    depth--;
                } else {
                    return false;
                }
            }
            if (!more) {
                return true;
            }
        }
    }

    private boolean key() {
        space();
        int start = at;
        if (!string()) {
            return false;
        }
        typeNext = depth == 1 && !typed && one(start).equals("T");
        typed |= typeNext;
        space();
        return take(':');
    }

    private boolean scalar() {
        int start = at;
        switch (next()) {
            case '"' -> {
                if (!string()) {
                    return false;
                }
                if (typeNext) {
                    kind = Kind.ofType(one(start));
                }
                return true;
            }
            case 't' -> {
                return word("true");
            }
            case 'f' -> {
                return word("false");
            }
            case 'n' -> {
                return word("null");
            }
            default -> {
                return number();
            }
        }
    }

    /**
     * The string that began there, if it is a single character; else a text that matches no type.
     */
    private String one(int start) {
        String raw = text.substring(start + 1, at - 1);
        if (raw.length() == 6 && raw.startsWith("\\u")) {
            return String.valueOf((char) Integer.parseInt(raw.substring(2), 16));
        }
        return raw.length() == 1 ? raw : "";
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        while (true) {
            int c = next();
            if (c < ' ') { // includes the end
                return false;
            }
            at++;
            if (c == '"') {
                return true;
            }
            if (c == '\\' && !escape()) {
                return false;
            }
        }
    }

    private boolean escape() {
        int c = next();
        at++;
        if (c != 'u') {
            return c != END && "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int i = 0; i < 4; i++) {
            int digit = next();
            if (digit > 'f' || Character.digit(digit, 16) < 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    /**
     * One or more digits. It is not called after a leading zero, so a digit there makes the value
     * invalid.
     */
    private boolean digits() {
        int start = at;
        while (next() >= '0' && next() <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean word(String word) {
        if (!text.startsWith(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    private void space() {
        while (next() == ' ' || next() == '\t' || next() == '\n' || next() == '\r') {
            at++;
        }
    }

    private boolean take(char c) {
        if (next() != c) {
            return false;
        }
        at++;
        return true;
    }

    private int next() {
        return at < text.length() ? text.charAt(at) : END;
    }
}
