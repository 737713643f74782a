package dev.gleaner.test.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.jspecify.annotations.Nullable;

/**
 * The authorizer of Kafka, extended to record what it allows: one line for each principal, operation, resource type and
 * name. With it a test finds ACLs that a service does not use.
 */
public final class RecordingAuthorizer extends StandardAuthorizer {

    public static final String FILE = "gleaner.test.authorized";

    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private @Nullable Path file;

    @Override
    public void configure(Map<String, ?> configs) {
        super.configure(configs);
        file = Path.of(String.valueOf(configs.get(FILE)));
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        for (int place = 0; place < actions.size(); place++) {
            if (results.get(place) == AuthorizationResult.ALLOWED) {
                Action action = actions.get(place);
                record(line(
                        context.principal().toString(),
                        action.operation(),
                        action.resourcePattern().resourceType(),
                        action.resourcePattern().name()));
            }
        }
        return results;
    }

    /** Whether this ACL allows the operation of a recorded line. */
    static boolean isBy(AclBinding acl, String line) {
        String own = line(
                acl.entry().principal(),
                acl.entry().operation(),
                acl.pattern().resourceType(),
                acl.pattern().name());
        return acl.pattern().patternType() == PatternType.PREFIXED ? line.startsWith(own) : line.equals(own);
    }

    private static String line(String principal, AclOperation operation, ResourceType type, String name) {
        return String.join(" ", principal, operation.name(), type.name(), name);
    }

    private void record(String line) {
        if (written.add(line)) {
            try {
                Files.writeString(
                        Objects.requireNonNull(file),
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
