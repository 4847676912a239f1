# Makes numpy.npz, which NpyTest reads. Run with NumPy 2.4.6.
import numpy as np

np.savez(
    "numpy.npz",
    f4=np.array([[1.5, -2, np.inf], [0, -0.0, 1e-45]], "<f4"),
    f8=np.array([[1, 2, 3], [4, 5, 6]], "<f8"),
    big=np.array([[1, 2, 3], [4, 5, 6]], ">f8"),
    fortran=np.asfortranarray(np.arange(24, dtype="<i4").reshape(2, 3, 4)),
    b1=np.array([True, False, True]),
    i1=np.array([-128, 127], "i1"),
    u1=np.array([0, 255], "u1"),
    i2=np.array([-32768, 32767], ">i2"),
    u2=np.array([0, 65535], "<u2"),
    u4=np.array([0, 4294967295], "<u4"),
    i8=np.array([-(2**63), 2**63 - 1], "<i8"),
    f2=np.array([0.5, 65504, np.nan], "<f2"),
    scalar=np.array(7, "<i4"),
    empty=np.zeros((0, 3), "<f4"),
)
