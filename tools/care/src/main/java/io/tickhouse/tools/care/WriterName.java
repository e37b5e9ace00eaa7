package io.tickhouse.tools.care;

import io.tickhouse.minio.care.WriterPositions.Writer;
import io.tickhouse.tools.UserError;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How options name a writer: as {@code lake stats} prints it. */
final class WriterName {

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{32})(?:/([0-9a-f]{32}))?");

    private WriterName() {}

    /**
     * @throws UserError if a text is no name
     */
    static Set<Writer> all(String option, List<String> texts) {
        return texts.stream().map(each -> of(option, each)).collect(Collectors.toSet());
    }

    private static Writer of(String option, String text) {
        Matcher name = NAME.matcher(text);
        if (!name.matches()) {
            throw UserError.badUsage(
                    option
                            + " takes the ids of a job and an operator, JOB/OPERATOR with 32 hex"
                            + " digits each, not "
                            + text
                            + ".");
        }
        return new Writer(name.group(1), name.group(2));
    }
}
