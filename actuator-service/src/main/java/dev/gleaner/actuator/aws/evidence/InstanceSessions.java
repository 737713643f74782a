package dev.gleaner.actuator.aws.evidence;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.DescribeSessionsRequest;
import software.amazon.awssdk.services.ssm.model.DescribeSessionsResponse;
import software.amazon.awssdk.services.ssm.model.Session;
import software.amazon.awssdk.services.ssm.model.SessionFilterKey;
import software.amazon.awssdk.services.ssm.model.SessionState;

/** Sessions of people on an instance by Session Manager, a capability of AWS Systems Manager, as far as they are known. */
public sealed interface InstanceSessions {

    /** They were not read. */
    record Unread() implements InstanceSessions {}

    /** No session is open. */
    record None() implements InstanceSessions {}

    /** Systems Manager did not let them be read. */
    record Unreadable(String why) implements InstanceSessions {}

    /**
     * A session is open.
     *
     * @param owner role or user who opened it, never the name of a role's session
     * @param since when it was opened; null if Systems Manager does not tell
     */
    record Open(String owner, @Nullable Instant since) implements InstanceSessions {}

    /** Reads the open sessions by DescribeSessions. */
    @ApplicationScoped
    class Reader {

        /** Pages that are read before the answer counts as unknown; a page may be empty although more follow. */
        private static final int PAGES = 5;

        private final ActuatorAwsClients clients;

        Reader(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /**
         * The sessions on an instance at this moment. If Systems Manager refuses the request, the result is {@link Unreadable}; a
         * transient error is a failure, so that the call is tried again.
         */
        public Uni<InstanceSessions> read(Arn instance) {
            DescribeSessionsRequest request = DescribeSessionsRequest.builder()
                    .state(SessionState.ACTIVE)
                    .filters(filter -> filter.key(SessionFilterKey.TARGET).value(instance.id()))
                    .build();
            return page(request, instance, 1)
                    .onFailure(failure -> AwsError.isOne(failure) && isAnswer(AwsError.of(failure)))
                    .recoverWithItem(
                            failure -> new Unreadable(AwsError.of(failure).text()));
        }

        private static boolean isAnswer(AwsError awsError) {
            return !awsError.isRetryable() || awsError.kind() == AwsError.Kind.GONE;
        }

        private Uni<InstanceSessions> page(DescribeSessionsRequest request, Arn instance, int number) {
            return ContextBoundUni.onWorker(
                            () -> clients.systemsManagerWithRetry(instance).describeSessions(request))
                    .flatMap(answer -> {
                        // Whatever the filter returned: a session on another instance is none on this one.
                        List<Session> sessions = answer.sessions().stream()
                                .filter(session -> instance.id().equals(session.target()))
                                .toList();
                        if (!sessions.isEmpty()) {
                            return Uni.createFrom().item(open(sessions.get(0)));
                        }
                        return next(request, answer, instance, number);
                    });
        }

        private Uni<InstanceSessions> next(
                DescribeSessionsRequest request, DescribeSessionsResponse answer, Arn instance, int number) {
            String token = answer.nextToken();
            if (token == null || token.isEmpty()) {
                return Uni.createFrom().item(new None());
            }
            return number == PAGES
                    ? Uni.createFrom().item(new Unreadable("there are more than " + PAGES + " pages of sessions"))
                    : page(request.toBuilder().nextToken(token).build(), instance, number + 1);
        }

        private static InstanceSessions open(Session session) {
            return new Open(owner(session.owner()), session.startDate());
        }

        /** {@code arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}, {@code arn:aws:iam::ACCOUNT:user/USER} and others. */
        static String owner(@Nullable String arn) {
            if (arn == null || !arn.startsWith("arn:")) {
                return "someone";
            }
            String principal = arn.substring(arn.lastIndexOf(':') + 1);
            String[] parts = principal.split("/", -1);
            if (parts.length > 1 && parts[0].equals("assumed-role")) {
                return "role " + parts[1];
            }
            return parts.length > 1 && parts[0].equals("user")
                    ? "user " + parts[parts.length - 1]
                    : principal.equals("root") ? "the root user" : "someone";
        }
    }
}
