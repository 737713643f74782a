package dev.gleaner.collector.aws;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Clients, and all that goes with them, of an AWS that a test put there. */
public record ClientsAt(
        CollectorAwsConfig config,
        RateLimitedAwsClients clients,
        AccountDirectory accounts,
        AccountReadFailures reach,
        MeterRegistry registry) {

    /** At this endpoint, configured further as these keys say. */
    public static ClientsAt of(URI endpoint, Clock clock, Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("collector.aws.endpoint", endpoint.toString());
        CollectorAwsConfig config = new SmallRyeConfigBuilder()
                .withMapping(CollectorAwsConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 500))
                .build()
                .getConfigMapping(CollectorAwsConfig.class);
        MeterRegistry registry = new SimpleMeterRegistry();
        RateLimitedAwsClients clients =
                new RateLimitedAwsClients(config, new ApiRateLimiter(), new CallCostMeter(registry, clock));
        AccountReadFailures accountReadFailures = new AccountReadFailures(registry, clock);
        return new ClientsAt(
                config,
                clients,
                new AccountDirectory(config, clients, accountReadFailures, clock),
                accountReadFailures,
                registry);
    }

    /** Clients alone. */
    public static RateLimitedAwsClients endpoint(URI endpoint) {
        return of(endpoint, Clock.systemUTC(), Map.of()).clients();
    }
}
