package dev.gleaner.test;

import java.util.Map;
import java.util.function.Supplier;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** The server of {@link AwsStandIn}: {@code moto_server} from the PATH, else in a container, else missing. */
final class AwsPart implements Supplier<Map<String, String>> {

    static final String ENDPOINT = "endpoint";
    static final String MISSING = "missing";
    private static final String IMAGE = "motoserver/moto:5.2.1";
    private static final int PORT = 5000;
    private static final String ADVICE =
            "No AWS stand-in here: put moto_server on the PATH (pip install 'moto[server]'), or " + IMAGE
                    + " into a container engine";

    @Override
    public Map<String, String> get() {
        return MotoProcess.start()
                .map(AwsPart::process)
                .orElseGet(() -> Containers.orEmbedded(IMAGE, AwsPart::container, () -> Map.of(MISSING, ADVICE)));
    }

    private static Map<String, String> process(MotoProcess moto) {
        Runtime.getRuntime().addShutdownHook(new Thread(moto::close, "stop-moto"));
        Announcement.say("moto_server at %s", moto.endpoint());
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
