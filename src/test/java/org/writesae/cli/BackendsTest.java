package org.writesae.cli;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.runtime.BackendFactory;

import static org.assertj.core.api.Assertions.assertThat;

class BackendsTest {
    /** A build with TornadoVM leaves its announcement to the next one without. */
    @Test
    void aBackendThatIsAnnouncedAndNotThereIsLeftOut(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(BackendFactory.class.getName()), "org.writesae.tornado.Gone\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[]{folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThat(Backends.all().getFirst().name()).isEqualTo("jvm");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
