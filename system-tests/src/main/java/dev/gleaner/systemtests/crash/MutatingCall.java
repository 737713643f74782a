package dev.gleaner.systemtests.crash;

import dev.gleaner.test.aws.AwsProxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An AWS call that changes something.
 *
 * @param call name of the operation; for S3 the HTTP method
 * @param text of the whole request
 */
record MutatingCall(String call, String text) {

    private static final Pattern PATH = Pattern.compile("/operation/(\\w+)");

    /** A preview changes nothing, and is started again where it was lost. */
    private static final Pattern READ = Pattern.compile("GET|HEAD|(Describe|Get|List|Lookup)\\w*|Start\\w+Preview");

    /** The mutating calls that mention one of these names. */
    static List<MutatingCall> filterByName(Collection<String> names, List<AwsProxy.Call> calls) {
        return calls.stream()
                .map(MutatingCall::of)
                .filter(mutatingCall -> !isRead(mutatingCall.call) && mutatingCall.isAbout(names))
                .toList();
    }

    /** The operation is in the path in one of the protocols. */
    static MutatingCall of(AwsProxy.Call call) {
        Matcher path = PATH.matcher(call.action());
        String name = path.find() ? path.group(1) : call.action().split(" ", 2)[0];
        return new MutatingCall(name, call.action() + " " + call.body());
    }

    /** Whether an operation only reads. */
    static boolean isRead(String call) {
        return READ.matcher(call).matches();
    }

    private boolean isAbout(Collection<String> names) {
        return names.stream().anyMatch(text::contains);
    }

    /** How many of these calls were made more often than expected. */
    static long countUnexpected(List<MutatingCall> made, List<String> calls) {
        Map<String, Long> allowed = count(calls);
        return count(made.stream().map(MutatingCall::call).toList()).entrySet().stream()
                .mapToLong(call -> Math.max(0, call.getValue() - allowed.getOrDefault(call.getKey(), 0L)))
                .sum();
    }

    private static Map<String, Long> count(List<String> calls) {
        return calls.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
