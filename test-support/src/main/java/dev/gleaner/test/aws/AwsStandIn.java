package dev.gleaner.test.aws;

import dev.gleaner.local.runtime.aws.MotoControl;
import dev.gleaner.local.runtime.aws.MotoInstaller;
import dev.gleaner.local.runtime.aws.MotoProcess;
import dev.gleaner.local.runtime.aws.StandInSdkSettings;
import dev.gleaner.test.process.ContainerEngine;
import dev.gleaner.test.process.ContainerPolicy;
import dev.gleaner.test.process.OncePerJvm;
import dev.gleaner.test.process.StartupMessage;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * moto: a server that speaks the AWS API on loopback and forgets all at exit, shared by all tests of a JVM. Where it is
 * not to be had, tests that ask for it are skipped, with a message how to get it.
 */
public final class AwsStandIn {

    private AwsStandIn() {}

    /** Why there is none here; empty when there is one. */
    public static Optional<String> unavailableReason() {
        return Optional.ofNullable(OncePerJvm.facts(ServerStarter.class).get(ServerStarter.MISSING));
    }

    /** Where it listens; the first call starts it and sets the SDK's system properties for it. */
    public static URI endpoint() {
        unavailableReason().ifPresent(Assumptions::abort);
        StandInSdkSettings.systemProperties().forEach(System::setProperty);
        return URI.create(OncePerJvm.facts(ServerStarter.class).getOrDefault(ServerStarter.ENDPOINT, ""));
    }

    /** Forgets all resources of all accounts. */
    public static void reset() {
        new MotoControl(endpoint()).reset();
    }

    /** Makes the ids of resources created from now on a function of this number. */
    public static void seed(int seed) {
        new MotoControl(endpoint()).seed(seed);
    }

    /** The server of {@link AwsStandIn}: {@code moto_server} from the PATH, else in a container, else missing. */
    public static final class ServerStarter implements Supplier<Map<String, String>> {

        static final String ENDPOINT = "endpoint";
        static final String MISSING = "missing";
        private static final String IMAGE = "motoserver/moto:" + MotoInstaller.VERSION;
        private static final int PORT = 5000;
        private static final String ADVICE =
                "No AWS stand-in here: put moto_server on the PATH (pip install 'moto[server]'), or " + IMAGE
                        + " into a container engine";

        @Override
        public Map<String, String> get() {
            return MotoProcess.start()
                    .map(ServerStarter::process)
                    .orElseGet(() ->
                            ContainerPolicy.orEmbedded(IMAGE, ServerStarter::container, () -> Map.of(MISSING, ADVICE)));
        }

        private static Map<String, String> process(MotoProcess moto) {
            Runtime.getRuntime().addShutdownHook(new Thread(moto::close, "stop-moto"));
            StartupMessage.print("moto_server at %s", moto.endpoint());
            return Map.of(ENDPOINT, moto.endpoint());
        }

        private static Map<String, String> container() {
            @SuppressWarnings("resource") // Testcontainers stops it at the end of the JVM
            GenericContainer<?> moto = new GenericContainer<>(IMAGE)
                    .withExposedPorts(PORT)
                    .waitingFor(Wait.forHttp("/moto-api/").forPort(PORT));
            ContainerEngine.start(moto, PORT);
            return Map.of(ENDPOINT, "http://" + moto.getHost() + ":" + moto.getFirstMappedPort());
        }
    }
}
