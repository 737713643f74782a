package dev.gleaner.test.process;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;

/** The container engine that Testcontainers finds, Docker or podman. */
public final class ContainerEngine {

    private static final String NO_ENGINE = "no container engine answers";

    private ContainerEngine() {}

    /**
     * Why a container of the image cannot run here. Checked before the client of Testcontainers starts, which may pull
     * its own image.
     */
    static Optional<String> unavailableReason(String image) {
        if (!isInSight()) {
            return Optional.of(NO_ENGINE);
        }
        try {
            DockerClient client = DockerClientProviderStrategy.getClientForConfig(
                    DockerClientFactory.instance().getTransportConfig());
            client.inspectImageCmd(image).exec();
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(NO_ENGINE);
        } catch (DockerException e) {
            return Optional.of("the container engine has no image " + image);
        }
    }

    /**
     * Whether a socket or configuration of an engine exists: the discovery of Testcontainers takes seconds in each
     * process.
     */
    private static boolean isInSight() {
        String home = System.getProperty("user.home");
        String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", home);
        return System.getenv("DOCKER_HOST") != null
                || System.getProperty("os.name").startsWith("Windows")
                || Stream.of(
                                "/var/run/docker.sock",
                                runtime + "/docker.sock",
                                home + "/.docker/run/docker.sock",
                                home + "/.docker/desktop/docker.sock",
                                home + "/.testcontainers.properties")
                        .map(Path::of)
                        .anyMatch(Files::exists);
    }

    /** Starts a container on a free port of 127.0.0.1 and prints its image. */
    public static void start(GenericContainer<?> container, int port) {
        container
                .withImagePullPolicy(name -> false)
                .withCreateContainerCmdModifier(command -> command.getHostConfig()
                        .withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port))))
                .start();
        StartupMessage.print(
                "container %s of image %s (%s) at 127.0.0.1:%s",
                container.getContainerId().substring(0, 12),
                container.getDockerImageName(),
                container.getContainerInfo().getImageId(),
                container.getMappedPort(port));
    }
}
