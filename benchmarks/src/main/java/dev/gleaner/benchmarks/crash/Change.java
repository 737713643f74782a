package dev.gleaner.benchmarks.crash;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request to AWS that changes something.
 *
 * @param call its name; for S3, which has none, the HTTP method
 * @param text all of it
 */
record Change(String call, String text) {

    private static final Pattern QUERY = Pattern.compile("(?:^|&)Action=(\\w+)");
    private static final Pattern PATH = Pattern.compile("/operation/(\\w+)");
    private static final Pattern READ = Pattern.compile("GET|HEAD|(Describe|Get|List)\\w*");

    /** The call of a request, by what AWS' protocols have for it. */
    static String call(String method, String uri, List<String> amzTarget, String body) {
        if (!amzTarget.isEmpty()) {
            return amzTarget.get(0).substring(amzTarget.get(0).indexOf('.') + 1);
        }
        Matcher path = PATH.matcher(uri);
        if (path.find()) {
            return path.group(1);
        }
        Matcher query = QUERY.matcher(body);
        return query.find() ? query.group(1) : method;
    }

    /** Whether a call changes nothing. */
    static boolean isRead(String call) {
        return READ.matcher(call).matches();
    }

    /** Whether it is about something that goes by one of these names. */
    boolean isAbout(Collection<String> names) {
        return names.stream().anyMatch(text::contains);
    }

    /** How many of these changes are more than these calls, each of which may be made once. */
    static long beyond(List<Change> made, List<String> calls) {
        Map<String, Long> allowed = count(calls);
        return count(made.stream().map(Change::call).toList()).entrySet().stream()
                .mapToLong(call -> Math.max(0, call.getValue() - allowed.getOrDefault(call.getKey(), 0L)))
                .sum();
    }

    private static Map<String, Long> count(List<String> calls) {
        return calls.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
