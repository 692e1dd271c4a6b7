package org.writesae.tornado;

import java.util.ArrayList;
import java.util.List;

import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** The devices that TornadoVM finds. */
final class DeviceList {

    /**
     * A device.
     *
     * @param driver      index of its driver (OpenCL, PTX, ...)
     * @param device      index within the driver
     * @param description one line about it
     */
    record Entry(int driver, int device, String description) {
    }

    private DeviceList() {
    }

    static List<Entry> all() {
        TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
        List<Entry> all = new ArrayList<>();
        for (int driver = 0; driver < runtime.getNumBackends(); driver++) {
            TornadoBackend backend = runtime.getBackend(driver);
            for (int device = 0; device < backend.getNumDevices(); device++) {
                all.add(new Entry(driver, device, describe(backend.getDevice(device))));
            }
        }
        return all;
    }

    /** {@code OPENCL, Portable Computing Language: pthread-..., OpenCL C 1.2 PoCL}. */
    static String describe(TornadoDevice device) {
        return device.getTornadoVMBackend() + ", " + device.getPlatformName() + ": "
                + device.getPhysicalDevice().getDeviceName().strip() + ", " + device.getDeviceOpenCLCVersion().strip();
    }
}
