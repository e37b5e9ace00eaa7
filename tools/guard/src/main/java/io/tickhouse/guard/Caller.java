package io.tickhouse.guard;

import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Tells two sorts of requests apart. Some come from this machine's own programs and from a
 * service's own pages. The others are sent by a visitor's browser for a web page of another origin.
 * Listening on the loopback interface does not keep such a page out, because the browser runs on
 * this machine too.
 *
 * <p>It rests on three headers that a page cannot change. {@code Host} is the name that the browser
 * looked up, so it shows a foreign name that was made to point here (DNS rebinding). {@code Origin}
 * comes with everything but plain reads. {@code Sec-Fetch-Site} comes with plain reads as well.
 * Programs send only the first.
 */
public final class Caller {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private Caller() {}

    /**
     * Why the request is refused, in a sentence; empty when it is not.
     *
     * @param header value of a header by its name in any case, or null
     */
    public static Optional<String> refusal(UnaryOperator<String> header) {
        String host = header.apply("Host");
        if (host != null && !LOOPBACK.matcher(PORT.matcher(host).replaceFirst("")).matches()) {
            return Optional.of(
                    "This service answers to names of this machine alone, such as 127.0.0.1, not to "
                            + host
                            + ".");
        }
        String origin = header.apply("Origin");
        if (origin != null && !isOwn(origin, host)) {
            return Optional.of("This service does not answer to pages of " + origin + ".");
        }
        String site = header.apply("Sec-Fetch-Site");
        if (site != null && !OWN_SITES.contains(site) && !isFollowedLink(header)) {
            return Optional.of("This service does not answer to pages of other sites.");
        }
        return Optional.empty();
    }

    private static boolean isOwn(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host);
    }

    /** The user sees the answer; the page that holds the link cannot read it. */
    private static boolean isFollowedLink(UnaryOperator<String> header) {
        return "navigate".equals(header.apply("Sec-Fetch-Mode"))
                && "document".equals(header.apply("Sec-Fetch-Dest"));
    }
}
