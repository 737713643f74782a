package dev.gleaner.test.aws;

import dev.gleaner.local.runtime.aws.MotoControl;
import dev.gleaner.local.runtime.aws.MotoExtension;
import dev.gleaner.local.runtime.aws.MotoInstaller;
import dev.gleaner.local.runtime.aws.MotoProcess;
import dev.gleaner.local.runtime.aws.StandInSdkSettings;
import dev.gleaner.test.process.ContainerEngine;
import dev.gleaner.test.process.ContainerPolicy;
import dev.gleaner.test.process.OncePerJvm;
import dev.gleaner.test.process.StartupMessage;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/**
 * An AWS stand-in (moto) on 127.0.0.1 that keeps everything in memory, shared by all tests of a JVM. Where none is
 * available, tests that need it are skipped, with a message that explains how to install it.
 */
public final class AwsStandIn {

    private static @Nullable TestMoto found;

    private AwsStandIn() {}

    /** Why no stand-in is available; empty when one is. */
    public static Optional<String> unavailableReason() {
        return Optional.ofNullable(OncePerJvm.facts(ServerStarter.class).get(ServerStarter.MISSING));
    }

    /** Its address; the first call starts it and sets the system properties of the AWS SDK for it. */
    public static URI endpoint() {
        unavailableReason().ifPresent(Assumptions::abort);
        StandInSdkSettings.systemProperties().forEach(System::setProperty);
        return URI.create(OncePerJvm.facts(ServerStarter.class).getOrDefault(ServerStarter.ENDPOINT, ""));
    }

    /** The server, for a local run that starts it itself; skips the test where there is none. */
    public static Path program() {
        TestMoto moto = moto();
        return moto.program().orElseGet(() -> Assumptions.abort(ServerStarter.advice(moto.failures())));
    }

    /** The server, searched once: another process of these tests may hold the lock for as long as it installs one. */
    private static synchronized TestMoto moto() {
        if (found == null) {
            found = TestMoto.findOrInstall();
        }
        return found;
    }

    /** Deletes all resources of all accounts. */
    public static void reset() {
        new MotoControl(endpoint()).reset();
    }

    /** Makes the ids of resources created from now on a function of this number. */
    public static void seed(int seed) {
        new MotoControl(endpoint()).seed(seed);
    }

    /** Gives resources a time in the past, in the form of {@link MotoControl#setPast}. */
    public static void setPast(List<Map<String, Object>> resources) {
        new MotoControl(endpoint()).setPast(resources);
    }

    /** Replaces the open sessions of people on instances, in the form of {@link MotoControl#setSessions}. */
    public static void setSessions(List<Map<String, Object>> sessions) {
        new MotoControl(endpoint()).setSessions(sessions);
    }

    /** Says how documents run on instances from now on, in the form of {@link MotoControl#setCommandRuns}. */
    public static void setCommandRuns(List<Map<String, Object>> runs) {
        new MotoControl(endpoint()).setCommandRuns(runs);
    }

    /** Starts the server: {@link TestMoto}, else a container. */
    public static final class ServerStarter implements Supplier<Map<String, String>> {

        static final String ENDPOINT = "endpoint";
        static final String MISSING = "missing";
        private static final String IMAGE = "motoserver/moto:" + MotoInstaller.VERSION;
        private static final int PORT = 5000;
        private static final String EXTENSION = "/gleaner-extension";

        @Override
        public Map<String, String> get() {
            TestMoto moto = moto();
            return moto.program()
                    .map(MotoProcess::start)
                    .map(ServerStarter::process)
                    .orElseGet(() -> ContainerPolicy.orEmbedded(
                            IMAGE, ServerStarter::container, () -> Map.of(MISSING, advice(moto.failures()))));
        }

        private static String advice(String failures) {
            return "No AWS stand-in: install moto_server on the PATH (pip install 'moto[server]'), or the image "
                    + IMAGE + " into a container engine. Tried: " + failures;
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
                    .withEnv("PYTHONPATH", EXTENSION)
                    .waitingFor(Wait.forHttp("/moto-api/").forPort(PORT));
            MotoExtension.contents()
                    .forEach((file, content) ->
                            moto.withCopyToContainer(Transferable.of(content), EXTENSION + "/" + file));
            ContainerEngine.start(moto, PORT);
            return Map.of(ENDPOINT, "http://" + moto.getHost() + ":" + moto.getFirstMappedPort());
        }
    }
}
