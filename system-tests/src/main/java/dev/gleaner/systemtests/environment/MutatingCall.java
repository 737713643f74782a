package dev.gleaner.systemtests.environment;

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
public record MutatingCall(String call, String text) {

    private static final Pattern PATH = Pattern.compile("/operation/(\\w+)");

    /** A preview changes nothing. The Recycle Bin lists its rules by a POST. */
    private static final Pattern READ = Pattern.compile(
            "(GET|HEAD) .*|POST /list-rules.*|(Describe|Get|Head|List|Lookup|AssumeRole)\\w*|Start\\w+Preview");

    /** The mutating calls that mention one of these names. */
    public static List<MutatingCall> filterByName(Collection<String> names, List<AwsProxy.Call> calls) {
        return calls.stream()
                .filter(MutatingCall::isChange)
                .map(MutatingCall::of)
                .filter(mutatingCall -> mutatingCall.isAbout(names))
                .toList();
    }

    static MutatingCall of(AwsProxy.Call call) {
        return new MutatingCall(operation(call).split(" ", 2)[0], call.action() + " " + call.body());
    }

    /** Whether a call may change something. */
    public static boolean isChange(AwsProxy.Call call) {
        return !READ.matcher(operation(call)).matches();
    }

    /** The operation, which is in the path in one of the protocols; of REST the method and the path. */
    private static String operation(AwsProxy.Call call) {
        Matcher path = PATH.matcher(call.action());
        return path.find() ? path.group(1) : call.action();
    }

    private boolean isAbout(Collection<String> names) {
        return names.stream().anyMatch(text::contains);
    }

    /** How many of these calls were made more often than expected. */
    public static long countUnexpected(List<MutatingCall> made, List<String> calls) {
        Map<String, Long> allowed = count(calls);
        return count(made.stream().map(MutatingCall::call).toList()).entrySet().stream()
                .mapToLong(call -> Math.max(0, call.getValue() - allowed.getOrDefault(call.getKey(), 0L)))
                .sum();
    }

    private static Map<String, Long> count(List<String> calls) {
        return calls.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
