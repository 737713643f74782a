package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.ListCommandsRequest;
import software.amazon.awssdk.services.ssm.model.PingStatus;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/**
 * Run of a command document of Systems Manager on an instance, before Gleaner stops the instance.
 *
 * @param id id of the command
 * @param document name of the document
 * @param status status of its run on the instance, in the terms of Systems Manager: {@code Pending}, {@code Success}, ...
 * @param output beginning of what its plugins wrote, at most {@value #MAX_OUTPUT} characters
 */
public record BeforeStopCommand(String id, String document, String status, String output) {

    /** Characters of the output that are kept. */
    public static final int MAX_OUTPUT = 2_000;

    public BeforeStopCommand {
        output = beginning(output);
    }

    /** Where the run is. A status that is not known here is not taken for success. */
    public Outcome outcome() {
        return switch (CommandInvocationStatus.fromValue(status)) {
            case SUCCESS -> Outcome.SUCCEEDED;
            case PENDING, IN_PROGRESS, DELAYED, CANCELLING -> Outcome.RUNNING;
            case CANCELLED, TIMED_OUT, FAILED, UNKNOWN_TO_SDK_VERSION -> Outcome.FAILED;
        };
    }

    /** For a person. */
    public String sentence() {
        return "the document " + document + " is " + status + " (command " + id + ")"
                + (output.isEmpty() ? "" : ": " + output);
    }

    /** Without characters that PostgreSQL does not store in a text, and without half a character at the end. */
    private static String beginning(String text) {
        String printable = text.codePoints()
                .filter(character -> !Character.isISOControl(character) || character == '\n' || character == '\t')
                .filter(character -> Character.getType(character) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        if (printable.length() <= MAX_OUTPUT) {
            return printable;
        }
        boolean isSplit = Character.isHighSurrogate(printable.charAt(MAX_OUTPUT - 1));
        return printable.substring(0, isSplit ? MAX_OUTPUT - 1 : MAX_OUTPUT);
    }

    /** Result of a run. */
    public enum Outcome {
        /** It has not ended. */
        RUNNING,
        /** All its plugins ended with success. */
        SUCCEEDED,
        /** It ended otherwise, also by not being delivered in time. */
        FAILED
    }

    /** Sends documents to instances, and reads what became of them. */
    @ApplicationScoped
    public static class Client {

        /**
         * Difference between the clocks of the database and of Systems Manager, at most; a command is looked for from this long before it
         * was sent.
         */
        private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(15);

        /** Most commands of one answer: "MaxResults" of ListCommands in the Systems Manager API Reference. */
        private static final int PAGE_SIZE = 50;

        /** Answers that are read before it counts as unknown whether the command was sent. */
        private static final int PAGES = 40;

        private static final String PLUGIN = "%s: %s";

        private final ActuatorAwsClients clients;
        private final BeforeStopConfig config;

        Client(ActuatorAwsClients clients, BeforeStopConfig config) {
            this.clients = clients;
            this.config = config;
        }

        /**
         * Sends a document to an instance, once, and returns the request id.
         *
         * @param comment text by which {@link #find} recognizes the command; at most 100 characters ("Comment" of SendCommand in the
         *     Systems Manager API Reference)
         */
        public Uni<String> send(Arn instance, String document, String comment) {
            SendCommandRequest request = SendCommandRequest.builder()
                    .documentName(document)
                    .instanceIds(instance.id())
                    .comment(comment)
                    .timeoutSeconds(Math.toIntExact(config.timeout().toSeconds()))
                    .build();
            return ContextBoundUni.fromFuture(
                            () -> clients.systemsManager(instance).sendCommand(request))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        /**
         * Finds the run of a document by the comment of its command. The commands are not filtered by the instance: one that has not reached
         * its instance yet may be missing then ("CommandFilter" in the Systems Manager API Reference), and would be sent a second time.
         *
         * @param since when the command was sent at the earliest
         */
        public Uni<Optional<BeforeStopCommand>> find(Arn instance, String document, String comment, Instant since) {
            ListCommandsRequest request = ListCommandsRequest.builder()
                    .filters(
                            filter -> filter.key(CommandFilterKey.DOCUMENT_NAME).value(document),
                            filter -> filter.key(CommandFilterKey.INVOKED_AFTER)
                                    .value(since.minus(CLOCK_DIFFERENCE)
                                            .truncatedTo(ChronoUnit.SECONDS)
                                            .toString()))
                    .maxResults(PAGE_SIZE)
                    .build();
            return findCommand(request, instance, comment, 1)
                    .flatMap(found -> found.map(command -> run(instance, document, command))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
        }

        private Uni<Optional<Command>> findCommand(
                ListCommandsRequest request, Arn instance, String comment, int number) {
            return ContextBoundUni.onWorker(
                            () -> clients.systemsManagerWithRetry(instance).listCommands(request))
                    .flatMap(answer -> {
                        Optional<Command> found = answer.commands().stream()
                                .filter(command -> comment.equals(command.comment()))
                                .findFirst();
                        String token = answer.nextToken();
                        if (found.isPresent() || token == null || token.isEmpty()) {
                            return Uni.createFrom().item(found);
                        }
                        return number == PAGES
                                ? Uni.createFrom().failure(new TooManyCommandsException(instance))
                                : findCommand(
                                        request.toBuilder().nextToken(token).build(), instance, comment, number + 1);
                    });
        }

        /** A command whose run on the instance is not listed yet has not reached it: its own status counts. */
        private Uni<Optional<BeforeStopCommand>> run(Arn instance, String document, Command command) {
            return ContextBoundUni.onWorker(() -> clients.systemsManagerWithRetry(instance)
                            .listCommandInvocations(request -> request.commandId(command.commandId())
                                    .instanceId(instance.id())
                                    .details(true)))
                    .map(answer -> Optional.of(answer.commandInvocations().stream()
                            .filter(invocation -> instance.id().equals(invocation.instanceId()))
                            .findFirst()
                            .map(invocation -> new BeforeStopCommand(
                                    command.commandId(), document, invocation.statusAsString(), output(invocation)))
                            .orElseGet(() -> new BeforeStopCommand(
                                    command.commandId(), document, statusWithoutRun(command), ""))));
        }

        /** Success of a command that ran nowhere is no success of the document. */
        private static String statusWithoutRun(Command command) {
            String status = command.statusAsString();
            return CommandInvocationStatus.SUCCESS.toString().equals(status)
                    ? CommandInvocationStatus.PENDING.toString()
                    : status;
        }

        /** The output of each plugin, with the name of the plugin if there are several. */
        private static String output(CommandInvocation invocation) {
            boolean isOnly = invocation.commandPlugins().size() == 1;
            return invocation.commandPlugins().stream()
                    .filter(plugin ->
                            plugin.output() != null && !plugin.output().isBlank())
                    .map(plugin -> isOnly
                            ? plugin.output()
                            : PLUGIN.formatted(plugin.name(), plugin.output().strip()))
                    .collect(Collectors.joining("\n"));
        }

        /** Why Systems Manager cannot run a document on an instance now; empty if it can. */
        public Uni<Optional<String>> unmanagedReason(Arn instance) {
            return ContextBoundUni.onWorker(() -> clients.systemsManagerWithRetry(instance)
                            .describeInstanceInformation(request -> request.filters(
                                    filter -> filter.key("InstanceIds").values(instance.id()))))
                    .map(answer -> unmanagedReason(instance, answer.instanceInformationList()));
        }

        private static Optional<String> unmanagedReason(Arn instance, List<InstanceInformation> shown) {
            @Nullable
            PingStatus ping = shown.stream()
                    .filter(one -> instance.id().equals(one.instanceId()))
                    .findFirst()
                    .map(InstanceInformation::pingStatus)
                    .orElse(null);
            if (ping == null) {
                return Optional.of("Systems Manager does not manage the instance");
            }
            return ping == PingStatus.ONLINE
                    ? Optional.empty()
                    : Optional.of("Systems Manager does not reach the instance: its agent is " + ping);
        }
    }

    /** There are too many commands of the document to know whether one was sent for an action. */
    static final class TooManyCommandsException extends software.amazon.awssdk.core.exception.SdkClientException {

        private static final long serialVersionUID = 1L;

        TooManyCommandsException(Arn instance) {
            super(builder().message("too many commands to know whether one was sent to " + instance.id()));
        }
    }
}
