package io.tickhouse.tools.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Counts the elements of a raw record, the slow and obvious way: decode, then walk the tokens.
 *
 * <p>Sound is one JSON array in valid UTF-8 with nothing but white space around it. How long or how
 * deep a value may be is the job's policy, not soundness: what the job refuses as too large is
 * sound here.
 */
final class ElementCounter {

    /** Not one sound array: the whole record must be one dead letter. */
    static final int BROKEN = -1;

    private final JsonFactory json =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    // Keys of hostile input would pile up in these tables.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    /** Elements of the array, 0 or more, or {@link #BROKEN}; a null value is broken. */
    int count(byte[] value) {
        if (value == null) {
            return BROKEN;
        }
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder() // reports malformed input, unlike new String
                            .decode(ByteBuffer.wrap(value))
                            .toString();
        } catch (CharacterCodingException e) {
            return BROKEN;
        }
        try (JsonParser parser = json.createParser(text)) {
            return parser.nextToken() == JsonToken.START_ARRAY ? elements(parser) : BROKEN;
        } catch (IOException e) {
            return BROKEN; // how Jackson says that this is no JSON
        }
    }

    private static int elements(JsonParser parser) throws IOException {
        int depth = 1;
        int elements = 0;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return BROKEN;
            }
            if (token.isStructEnd()) {
                depth--;
                continue;
            }
            if (depth == 1) {
                elements++;
            }
            if (token.isStructStart()) {
                depth++;
            }
        }
        return parser.nextToken() == null ? elements : BROKEN;
    }
}
