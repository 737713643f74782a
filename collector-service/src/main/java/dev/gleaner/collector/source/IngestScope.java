package dev.gleaner.collector.source;

import dev.gleaner.service.access.CallerDirectory;
import io.quarkus.runtime.Startup;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Limits what the senders of ingest routes may report, by the name of the caller in any case, as names from the environment come in
 * lower case. A stolen token of a sender can then neither hold the instances of other accounts nor count for other services.
 */
@Startup
@ApplicationScoped
public class IngestScope {

    private final SecurityIdentity caller;
    private final Map<String, Set<String>> services;
    private final Map<String, Set<String>> accounts;

    /**
     * A scope by these settings.
     *
     * @throws IllegalArgumentException when the configuration names somebody who is no caller, so that a misspelt name limits nobody
     */
    IngestScope(IngestConfig config, CallerDirectory callers, SecurityIdentity caller) {
        this.caller = caller;
        this.services = lowerCase(config.services());
        this.accounts = lowerCase(config.accounts());
        List<String> unknown = Stream.concat(config.services().keySet().stream(), config.accounts().keySet().stream())
                .distinct()
                .filter(name -> !callers.mayInclude(name))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "collector.ingest names " + String.join(", ", unknown) + ", whom the token file does not name");
        }
    }

    /**
     * Checks the service of a report.
     *
     * @throws Exceeded when the caller of the request may not report predictions of the service
     */
    public void requireService(String service) throws Exceeded {
        require(services, "service", service);
    }

    /**
     * Checks the account of a reported instance.
     *
     * @throws Exceeded when the caller of the request may not report about instances of the account
     */
    public void requireAccount(String account) throws Exceeded {
        require(accounts, "account", account);
    }

    private void require(Map<String, Set<String>> known, String what, String value) throws Exceeded {
        String name = caller.getPrincipal().getName();
        Set<String> allowed = known.get(name.toLowerCase(Locale.ROOT));
        if (allowed != null && !allowed.contains(value)) {
            throw new Exceeded(name + " may not report for " + what + " " + value + ", only for "
                    + String.join(", ", allowed) + " (collector.ingest." + what + "s)");
        }
    }

    private static Map<String, Set<String>> lowerCase(Map<String, List<String>> configured) {
        Map<String, Set<String>> lower = new HashMap<>();
        configured.forEach(
                (caller, values) -> lower.computeIfAbsent(caller.toLowerCase(Locale.ROOT), key -> new TreeSet<>())
                        .addAll(values));
        return Map.copyOf(lower);
    }

    /** A caller reports what it may not report. The message says what it may. */
    public static final class Exceeded extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        Exceeded(String reason) {
            super(reason);
            this.reason = reason;
        }

        /** Explanation for people. */
        public String reason() {
            return reason;
        }
    }
}
