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
 * Writes down which operations the services call, for the comparison with the IAM policies: lines {@code service:operation}
 * in {@code target/aws-calls-BUILD} of the module under test. The services' clients take it from the class path of tests;
 * what a test sets up by clients of its own does not count.
 */
public final class AwsCallRecorder implements ExecutionInterceptor {

    /** Name of this build, given by Maven; without it nothing is written. */
    public static final String BUILD = "gleaner.build";

    private static final String EVENT_LOOP = "vert.x-eventloop-thread";

    /** What changes nothing, so that it may begin at any time, and a role's credentials. */
    private static final Pattern READ_CALLS = Pattern.compile("Describe|Get|Head|List|AssumeRole");

    private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

    /** What one build wrote in a module. */
    public static Path file(Path module, String build) {
        return module.resolve("target").resolve("aws-calls-" + build.replaceAll("[^0-9A-Za-z]", ""));
    }

    /** A look that begins on an event loop is refused: whoever waits for what else goes on there would wait for AWS too. */
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

    /** What is made with tags needs leave to tag, too. */
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
            // Appending so little is one write, so that the forks of a module don't mix their lines.
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
