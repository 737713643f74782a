package dev.gleaner.collector.aws;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Clients of an AWS that a test put there. */
public final class ClientsAt {

    private ClientsAt() {}

    /** For these regions, all of them at one endpoint. */
    public static AwsClients endpoint(URI endpoint, String... regions) {
        return new AwsClients(new AwsConfig() {
            @Override
            public Optional<List<String>> regions() {
                return Optional.of(List.of(regions));
            }

            @Override
            public Optional<URI> endpoint() {
                return Optional.of(endpoint);
            }

            @Override
            public Optional<String> profile() {
                return Optional.empty();
            }
        });
    }
}
