package dev.gleaner.test.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Records which AWS operations the services call, for the comparison with the IAM policies: lines {@code
 * service:operation} in {@code target/aws-calls-BUILD} of the module under test. Only the clients of the services load
 * it from the class path; calls of a test's own clients do not count.
 */
public final class AwsCallRecorder implements ExecutionInterceptor {

    /** The name of this build, set by Maven; without it nothing is recorded. */
    public static final String BUILD = "gleaner.build";

    private static final String EVENT_LOOP = "vert.x-eventloop-thread";

    /**
     * Calls that change nothing, and may therefore start on any thread; and the call that provides the credentials of a
     * role.
     */
    private static final Pattern READ_CALLS = Pattern.compile("Describe|Get|Head|List|AssumeRole");

    private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

    /** The file of a build in a module. */
    public static Path file(Path module, String build) {
        return module.resolve("target").resolve("aws-calls-" + build.replaceAll("[^0-9A-Za-z]", ""));
    }

    /** Rejects a read call that starts on an event loop: everything else on that event loop would wait for AWS too. */
    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        String thread = Thread.currentThread().getName();
        if (READ_CALLS.matcher(operation).lookingAt() && thread.startsWith(EVENT_LOOP)) {
            throw new IllegalStateException(operation + " began on " + thread);
        }
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        String build = System.getProperty(BUILD, "");
        if (build.isEmpty()) {
            return;
        }
        String call = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME) + ":"
                + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        write(build, call);
        if (tags(context.request())) {
            write(build, call + "+tags");
        }
    }

    /** Creation with tags needs permission to tag. */
    private static boolean tags(SdkRequest request) {
        return request.getValueForField("TagSpecifications", Collection.class)
                .filter(specifications -> !specifications.isEmpty())
                .isPresent();
    }

    private static void write(String build, String call) {
        if (!WRITTEN.add(call)) {
            return;
        }
        try {
            // So few bytes are appended in one write, so the lines of parallel test JVMs do not mix.
            Files.writeString(
                    file(Path.of(""), build),
                    call + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
