package io.tickhouse.connectors.alpaca.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Frames that a feed might send on a bad day: any order of keys, unknown ones, odd values. */
final class RandomFrames {

    private static final String[] TYPES = {
        "t", "q", "b", "d", "u", "c", "x", "s", "l", "i", "o", "n", "p", "zz", "success", "error"
    };
    private static final String[] SYMBOLS = {
        "AAPL", "BRK.B", "BTC/USD", "T", "", "A\\u0041", "株価", "LONGERTHANSIXTEENLETTERS", "x\\\"y"
    };
    private static final String[] IDS = {
        "0",
        "17",
        "71675551234567",
        "3447222699101865076",
        "9223372036854775807",
        "\"B\"",
        "null",
        "-5",
        "99999999999999999999"
    };
    private static final String[] TIMES = {
        "\"2026-03-02T14:30:00.000123456Z\"",
        "\"2026-03-02T14:30:00Z\"",
        "\"2026-03-02T14:30:00.5Z\"",
        "\"yesterday\"",
        "1772461800000",
        "null"
    };
    private static final String[] OTHERS = {
        "\"c\":[\"@\",\" \"]",
        "\"c\":\"R\"",
        "\"p\":1.9022e2",
        "\"p\":null",
        "\"new\":{\"a\":[1,null,{\"b\":true}]}",
        "\"headline\":\"\\ud83d\\ude80 “q” \\\"T\\\" <p>\\/\"",
        "\"Tt\":\"t\"",
        "\"b\":[{\"p\":3500,\"s\":1.5}]",
        "\"\":0"
    };
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t ", "\r\n"};

    private RandomFrames() {}

    static String frame(Random random) {
        StringBuilder frame = new StringBuilder(space(random)).append('[').append(space(random));
        int elements = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(random.nextInt(100) + 1);
        for (int i = 0; i < elements; i++) {
            if (i > 0) {
                frame.append(space(random)).append(',').append(space(random));
            }
            frame.append(element(random));
        }
        return frame.append(space(random)).append(']').append(space(random)).toString();
    }

    private static String element(Random random) {
        if (random.nextInt(200) == 0) {
            return pick(random, "null", "[]", "{}", "7", "\"t\"");
        }
        List<String> fields = new ArrayList<>();
        String space = space(random);
        if (random.nextInt(50) > 0) {
            fields.add("\"T\"" + space + ":" + space(random) + '"' + pick(random, TYPES) + '"');
        }
        if (random.nextInt(20) > 0) {
            fields.add("\"S\":" + space + '"' + pick(random, SYMBOLS) + '"');
        }
        if (random.nextInt(3) > 0) {
            fields.add("\"i\":" + pick(random, IDS));
        }
        if (random.nextInt(3) > 0) {
            fields.add("\"x\":" + pick(random, "\"V\"", "\"\"", "null", "1"));
        }
        if (random.nextInt(3) > 0) {
            fields.add("\"z\":" + pick(random, "\"C\"", "\"A\""));
        }
        if (random.nextInt(10) > 0) {
            fields.add("\"t\":" + pick(random, TIMES));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.add(pick(random, OTHERS));
        }
        Collections.shuffle(fields, random);
        return "{" + space + String.join(space + "," + space, fields) + space + "}";
    }

    private static String space(Random random) {
        return pick(random, SPACES);
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }
}
