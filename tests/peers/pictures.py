"""Makes JPEGs of one size out of photographs: what a camera would deliver, the same for every peer.

usage: pictures.py SOURCE_DIR TARGET_DIR WIDTHxHEIGHT COUNT   (quality 88, 4:2:0, as libjpeg-turbo writes it)"""
import pathlib
import sys

import cv2

source, target, size, count = sys.argv[1:]
width, height = map(int, size.split('x'))
pathlib.Path(target).mkdir(parents=True, exist_ok=True)
for number, path in enumerate(sorted(pathlib.Path(source).rglob('*.[jJ][pP]*'))[:int(count)]):
    picture = cv2.resize(cv2.imread(str(path)), (width, height), interpolation=cv2.INTER_CUBIC)
    cv2.imwrite(f'{target}/{number:04}.jpg', picture, [cv2.IMWRITE_JPEG_QUALITY, 88])
