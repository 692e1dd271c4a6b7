package org.writesae.tornado;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.runtime.Backend;
import org.writesae.runtime.BackendFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TornadoFactoryTest {
    private final BackendFactory factory = ServiceLoader.load(BackendFactory.class).stream().map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals("tornado")).findFirst().orElseThrow();

    @Test
    void listsDevices() {
        assertThat(factory.absence()).isNull();
        List<BackendFactory.Device> devices = factory.devices();
        assertThat(devices).isNotEmpty();
        assertThat(devices.getFirst().id()).isEqualTo("tornado:0:0");
        try (Backend backend = factory.open("", 1, false)) {
            assertThat(backend.description()).startsWith("tornado:0:0, ").contains(devices.getFirst().description());
        }
    }

    @Test
    void namesTheDevicesThereAre() {
        assertThatThrownBy(() -> factory.open("7:3", 1, false)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tornado:0:0");
        assertThatThrownBy(() -> factory.open("gpu", 1, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToRunWithoutTheStrictFlags() {
        String flag = "tornado.enable.fma";
        String given = System.setProperty(flag, "True");
        try {
            assertThat(factory.absence()).startsWith("tornado.enable.fma not as in strict.flags");
            assertThat(factory.devices()).isEmpty();
            assertThatThrownBy(() -> factory.open("", 1, false)).hasMessageContaining(flag);
            assertThatThrownBy(() -> new TornadoBackend(0, 0)).hasMessageContaining(flag);
        } finally {
            System.setProperty(flag, given);
        }
    }

    @Test
    void writesTheCodeOfKernels(@TempDir Path folder) throws IOException {
        try (Backend backend = factory.open("", 1, false)) {
            assertThat(backend.writeKernels(folder)).isTrue();
            KernelCalls.MAKERS.get("Linear#linear").apply(new Random(1)).run(backend);
        }
        assertThat(Files.readString(folder.resolve("Linear.linear-11-9.cl"))).startsWith("// Linear#linear with the numbers [11, 9]")
                .contains("__kernel void linear(");
    }
}
