package io.tickhouse.jobs.options;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.ExpiredSnapshot;
import io.tickhouse.kafka.topics.MissingOffsets;
import io.tickhouse.kafka.topics.PropertyList;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the options of all jobs are read and checked. */
public final class OptionTypes {

    private static final Pattern UNSTABLE =
            Pattern.compile("\\d{10,}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}|[${}%]|^\\s*$");

    private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{1,18}");

    private OptionTypes() {}

    /**
     * Looks whether a prefix is the same with every run.
     *
     * @throws Refusal if it looks as if the next run had another one
     */
    public static void checkStable(String transactionalIdPrefix) {
        if (UNSTABLE.matcher(transactionalIdPrefix).find()) {
            throw new Refusal(
                    "--transactional-id-prefix "
                            + transactionalIdPrefix
                            + " does not look stable. With a new prefix after a restart, half"
                            + " committed transactions of the last run stay open and block readers."
                            + " Use a fixed name, such as prod-flatten.");
        }
    }

    public static Map<String, String> orEnvironment(Map<String, String> given, String variable) {
        if (!given.isEmpty()) {
            return given;
        }
        try {
            return PropertyList.parse(System.getenv(variable));
        } catch (IllegalArgumentException e) {
            throw new Refusal("The variable " + variable + " " + e.getMessage() + ".");
        }
    }

    public static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return text.startsWith("P") ? Duration.parse(text) : TimeUtils.parseDuration(text);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a duration (such as 10 seconds, 500 ms, PT10S)");
            }
        }
    }

    public static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a time (such as 2026-03-02T14:30:00Z)");
            }
        }
    }

    public static final class DeliveryConverter implements ITypeConverter<DeliveryGuarantee> {
        @Override
        public DeliveryGuarantee convert(String text) {
            DeliveryGuarantee delivery = constant(DeliveryGuarantee.class, text);
            if (delivery == DeliveryGuarantee.NONE) {
                throw new TypeConversionException("none would lose rows");
            }
            return delivery;
        }
    }

    /** Where to start: latest, earliest, committed, or a time, which becomes epoch milliseconds. */
    public static final class OffsetsConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.equals("latest") || text.equals("earliest") || text.equals("committed")) {
                return text;
            }
            if (EPOCH_MILLIS.matcher(text).matches()) {
                return text;
            }
            try {
                return String.valueOf(OffsetDateTime.parse(text).toInstant().toEpochMilli());
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'"
                                + text
                                + "' is neither latest, earliest, committed nor a time (epoch"
                                + " milliseconds, or 2026-03-02T14:30:00Z)");
            }
        }
    }

    public static final class MissingOffsetsConverter implements ITypeConverter<MissingOffsets> {
        @Override
        public MissingOffsets convert(String text) {
            return constant(MissingOffsets.class, text);
        }
    }

    public static final class ExpiredSnapshotConverter implements ITypeConverter<ExpiredSnapshot> {
        @Override
        public ExpiredSnapshot convert(String text) {
            return constant(ExpiredSnapshot.class, text);
        }
    }

    public static <E extends Enum<E>> E constant(Class<E> type, String text) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text)) {
                return constant;
            }
            names.add(name);
        }
        throw new TypeConversionException(
                "'" + text + "' is not one of " + String.join(", ", names));
    }
}
